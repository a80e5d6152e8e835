package outgoing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
)

// DefaultMaxBody bounds an answer when [Options] does not say otherwise.
const DefaultMaxBody = 64 << 20

// Options configures a [Client]. The zero value works.
type Options struct {
	// Transport carries the requests; nil means [NewTransport]. Clients that share one
	// share its idle connections.
	Transport http.RoundTripper
	// MaxBody bounds an answer in bytes, after decompression; 0 means [DefaultMaxBody].
	MaxBody int64
	// Version is the gateway's own, for User-Agent.
	Version string
}

// Client makes calls. It is safe for concurrent use.
type Client struct {
	transport http.RoundTripper
	maxBody   int64
	userAgent string
}

// NewClient returns a client.
func NewClient(opts Options) *Client {
	c := &Client{transport: opts.Transport, maxBody: opts.MaxBody, userAgent: "hasura-graphql-engine/" + opts.Version}
	if c.transport == nil {
		c.transport = NewTransport()
	}
	if c.maxBody == 0 {
		c.maxBody = DefaultMaxBody
	}
	return c
}

// NewTransport returns a transport for calls to few hosts with many calls each.
func NewTransport() *http.Transport {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns = 0 // bounded per host below
	t.MaxIdleConnsPerHost = 64
	return t
}

// UserAgent is what calls name themselves.
func (c *Client) UserAgent() string { return c.userAgent }

// Request is one call.
type Request struct {
	Method string
	URL    string // resolved
	Header http.Header
	Body   []byte // nil: none
	// Timeout bounds the whole call, redirects and reading included; 0: only by the
	// context.
	Timeout time.Duration
}

// Response is what came back, whatever its status.
type Response struct {
	Status int
	Header http.Header
	Body   []byte // the caller's
}

// Do makes the call, follows redirects, and reads the answer. An error is the context's,
// or a [*CallError]. The header of req gets the trace's headers.
func (c *Client) Do(ctx context.Context, req *Request) (*Response, error) {
	parent := ctx
	if req.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, req.Timeout, errTimeout)
		defer cancel()
	}
	ctx, span := startSpan(ctx, req)
	defer span.End()
	otel.GetTextMapPropagator().Inject(ctx, propagation.HeaderCarrier(req.Header))

	res, err := c.follow(ctx, req)
	if err != nil {
		if parent.Err() != nil {
			err = context.Cause(parent)
		} else {
			err = newCallError(ctx, err)
		}
	}
	endSpan(span, res, err)
	return res, err
}

// follow makes the call and those it is redirected to.
func (c *Client) follow(ctx context.Context, first *Request) (*Response, error) {
	hop, err := newHop(first)
	if err != nil {
		return nil, err
	}
	for redirects := 0; ; redirects++ {
		res, err := c.send(ctx, hop)
		if err != nil {
			return nil, err
		}
		next, err := hop.redirected(res)
		if err != nil || next == nil {
			return res, err
		}
		if redirects == maxRedirects {
			return nil, errors.New("too many redirects")
		}
		hop = next
	}
}

// send makes one exchange.
func (c *Client) send(ctx context.Context, h *hop) (*Response, error) {
	var body io.Reader
	if h.body != nil {
		body = bytes.NewReader(h.body)
	}
	req, err := http.NewRequestWithContext(ctx, h.method, h.url.String(), body)
	if err != nil {
		return nil, err
	}
	req.Header = h.header
	res, err := c.transport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // the body was read, or is given up
	answer, err := c.read(res)
	if err != nil {
		return nil, err
	}
	return &Response{Status: res.StatusCode, Header: res.Header, Body: answer}, nil
}

// read returns the whole body, unless it is too large.
func (c *Client) read(res *http.Response) ([]byte, error) {
	tooLarge := func() error { return fmt.Errorf("the response is larger than %d bytes", c.maxBody) }
	if res.ContentLength > c.maxBody {
		return nil, tooLarge()
	}
	var buf bytes.Buffer
	if res.ContentLength > 0 {
		buf.Grow(int(res.ContentLength) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(res.Body, c.maxBody+1))
	if err != nil {
		return nil, err
	}
	if n > c.maxBody {
		return nil, tooLarge()
	}
	return buf.Bytes(), nil
}
