package webhook

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Hook is a configured handler. It is immutable.
type Hook struct {
	URL     outgoing.Template
	Headers []outgoing.Header
	// Forward sends the client's headers on, except session variables and the ignored
	// ones.
	Forward bool
	Ignored []string
	Timeout time.Duration
	// Request and Response transform what is sent and what comes back; nil: nothing does.
	Request  *RequestTransform
	Response *ResponseTransform
}

// Message is what is sent to a hook.
type Message struct {
	Body []byte
	// Client holds the client's headers by canonical name, and RequestID names its request;
	// both may be empty.
	Client    http.Header
	RequestID string
	// Session holds the session variables, for transforms; nil: there is no session.
	Session map[string]string
}

// Caller calls hooks. It is immutable and safe for concurrent use. Env and Client must be
// set.
type Caller struct {
	Env    outgoing.Env
	Client *outgoing.Client
	// ConfiguredFirst makes configured headers win over forwarded ones and over
	// Content-Type and User-Agent (HASURA_GRAPHQL_CONFIGURED_HEADER_PRECEDENCE).
	ConfiguredFirst bool
}

// Check resolves address and headers once, so that metadata that cannot work shows when it
// is loaded.
func (c *Caller) Check(h *Hook) error {
	if _, err := h.URL.URL(c.Env); err != nil {
		return err
	}
	_, err := outgoing.ResolveHeaders(h.Headers, c.Env)
	return err
}

// Exchange is a call and its answer, for errors that admins are shown.
type Exchange struct {
	Hook *Hook
	Body []byte // what was to be sent
	// Sent is what was sent where a transform changed it; else nil.
	Sent     *Outgoing
	Response *outgoing.Response // its body as the transform left it
}

// Post sends a message to the hook. The returned error is the context's, an
// [*outgoing.CallError], a [*TransformError], or says what of the configuration cannot be
// resolved.
func (c *Caller) Post(ctx context.Context, h *Hook, m *Message) (*Exchange, error) {
	plain, err := c.outgoing(h, m)
	if err != nil {
		return nil, err
	}
	x := &Exchange{Hook: h, Body: m.Body}
	sent := plain
	if h.Request != nil {
		if sent, err = h.Request.Apply(plain, m.Session); err != nil {
			return nil, err
		}
		x.Sent = sent
	}
	x.Response, err = c.Client.Do(ctx, &outgoing.Request{
		Method: sent.Method, URL: sent.URL, Header: sent.Header, Body: sent.Body, Timeout: h.Timeout,
	})
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", h.URL, err)
	}
	if h.Response == nil {
		return x, nil
	}
	if h.Request == nil {
		plain = nil
	}
	x.Response.Body, err = h.Response.Apply(x.Response.Body, x.Response.Status, plain, m.Session)
	return x, err
}

// outgoing is the request before it is transformed.
func (c *Caller) outgoing(h *Hook, m *Message) (*Outgoing, error) {
	address, err := h.URL.URL(c.Env)
	if err != nil {
		return nil, err
	}
	header, err := c.header(h, m.Client)
	if err != nil {
		return nil, err
	}
	if m.RequestID != "" {
		outgoing.AddMissing(header, http.Header{"X-Request-Id": {m.RequestID}})
	}
	return &Outgoing{Method: http.MethodPost, URL: address, Header: header, Body: m.Body}, nil
}

// header builds the headers: the client's win over defaults and those over configured
// ones, unless configured ones are to be first (contract/events-actions-rest.md 4.3).
func (c *Caller) header(h *Hook, client http.Header) (http.Header, error) {
	configured, err := outgoing.ResolveHeaders(h.Headers, c.Env)
	if err != nil {
		return nil, err
	}
	header := http.Header{}
	if c.ConfiguredFirst {
		outgoing.AddMissing(header, configured)
	}
	if h.Forward {
		outgoing.AddMissing(header, outgoing.Forwarded(client, h.Ignored))
	}
	outgoing.AddMissing(header, http.Header{
		"Content-Type": {"application/json"},
		"User-Agent":   {c.Client.UserAgent()},
	})
	outgoing.AddMissing(header, configured)
	return header, nil
}
