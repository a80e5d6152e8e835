package socket

import (
	"context"
	"maps"
	"net/http"
	"time"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/server/border"
)

var ackMessage = []byte(`{"type":"connection_ack"}`)

// initialise authenticates the client for all later operations (contract/subscriptions.md
// 4.2). headers are the payload's: they win over the handshake's. A second time, they alone
// count.
func (c *conn) initialise(ctx context.Context, headers http.Header) {
	c.mu.Lock()
	was, failure := c.state, c.failure
	c.mu.Unlock()
	asked := headers
	switch was {
	case initFailed:
		c.react(c.dialect.initFailed(startFault(failure)))
		return
	case initialised:
		if again := c.dialect.initAgain(); !again.empty() {
			c.react(again)
			return
		}
	default:
		asked = c.handshake.Clone()
		maps.Copy(asked, headers)
	}
	grant, err := c.hub.options.Auth.Authenticate(ctx, &auth.Request{Header: asked})
	if err != nil {
		fault := border.Of(err)
		c.mu.Lock()
		c.state, c.failure = initFailed, fault.Message
		c.mu.Unlock()
		c.log(ctx, logLine{event: "conn_err", detail: fault.Message})
		c.react(c.dialect.initFailed(fault))
		return
	}
	c.acknowledge(grant, headers)
}

func (c *conn) acknowledge(grant *auth.Grant, headers http.Header) {
	session := *grant.Session
	session.Role.Relay = c.endpoint.Relay
	c.mu.Lock()
	if c.state == closed {
		c.mu.Unlock()
		return
	}
	c.state = initialised
	c.session, c.header, c.until = &session, headers, grant.Until
	c.hub.clock.Stop(&c.initTimer)
	c.hub.clock.Stop(&c.expiry)
	if !grant.Until.IsZero() {
		c.arm(&c.expiry, time.Until(grant.Until))
	}
	interval := c.hub.options.KeepAlive
	if interval > 0 {
		c.arm(&c.keepAlive, interval)
	}
	c.mu.Unlock()
	c.send(message{head: ackMessage})
	if interval > 0 {
		// Not before the ack: clients have been confused by earlier messages (4.1).
		c.send(message{head: c.dialect.keepAlive()})
	}
}

// initDue runs when a client has not initialised its connection in time.
func (c *conn) initDue() {
	c.mu.Lock()
	late := c.state == notInitialised
	c.mu.Unlock()
	if late {
		c.logWire(wireEvent{kind: "connection_timeout"})
		c.close(c.dialect.initTimedOut())
	}
}

// expiryDue runs when the credentials have run out (4.4).
func (c *conn) expiryDue() {
	c.logWire(wireEvent{kind: "jwt_expired"})
	c.close(c.dialect.expired())
}
