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
	Hook     *Hook
	Body     []byte // what was sent
	Response *outgoing.Response
}

// Post sends body to the hook. client holds the client's headers by canonical name, and
// requestID names the request; both may be empty. The returned error is the context's, an
// [*outgoing.CallError], or says what of the configuration cannot be resolved.
func (c *Caller) Post(ctx context.Context, h *Hook, client http.Header, requestID string, body []byte) (*Exchange, error) {
	address, err := h.URL.URL(c.Env)
	if err != nil {
		return nil, err
	}
	header, err := c.header(h, client)
	if err != nil {
		return nil, err
	}
	if requestID != "" {
		outgoing.AddMissing(header, http.Header{"X-Request-Id": {requestID}})
	}
	res, err := c.Client.Do(ctx, &outgoing.Request{
		Method: http.MethodPost, URL: address, Header: header, Body: body, Timeout: h.Timeout,
	})
	if err != nil {
		return nil, fmt.Errorf("webhook %s: %w", h.URL, err)
	}
	return &Exchange{Hook: h, Body: body, Response: res}, nil
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
