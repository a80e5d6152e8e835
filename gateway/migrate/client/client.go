package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/weftql/weft/gateway/migrate/project"
)

// Client calls one server. It is safe for concurrent use.
type Client struct {
	endpoint, secret string
	paths            project.Paths
	http             *http.Client
}

// New returns a client of the project's server. Nothing is sent yet.
func New(s *project.Settings) (*Client, error) {
	transport, err := Transport(s)
	if err != nil {
		return nil, err
	}
	return Over(transport, s), nil
}

// Over returns a client that reaches the server by a transport.
func Over(transport http.RoundTripper, s *project.Settings) *Client {
	return &Client{
		endpoint: strings.TrimRight(s.Endpoint, "/"), secret: s.AdminSecret, paths: s.Paths,
		http: &http.Client{Transport: transport},
	}
}

// Call is the envelope of a command (contract/metadata-and-migrations.md 4).
type Call struct {
	Type    string `json:"type"`
	Version int    `json:"version,omitempty"`
	Source  string `json:"source,omitempty"`
	Args    any    `json:"args"`
}

// Empty are the arguments of commands that have none.
type Empty struct{}

// Metadata posts to /v1/metadata and decodes the answer into out unless that is nil.
func (c *Client) Metadata(ctx context.Context, call Call, out any) error {
	return c.post(ctx, c.paths.Metadata, call, out)
}

// Query posts to /v2/query.
func (c *Client) Query(ctx context.Context, call Call, out any) error {
	return c.post(ctx, c.paths.V2Query, call, out)
}

// LegacyQuery posts to /v1/query.
func (c *Client) LegacyQuery(ctx context.Context, call Call, out any) error {
	return c.post(ctx, c.paths.Query, call, out)
}

// Plan posts to /v1/plan, an addition of ours.
func (c *Client) Plan(ctx context.Context, request, out any) error {
	body, err := json.Marshal(request)
	if err != nil {
		return err
	}
	reply, err := c.do(ctx, http.MethodPost, c.paths.Plan, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(reply, out); err != nil {
		return fmt.Errorf("the answer to a plan is not understood: %w", err)
	}
	return nil
}

// DumpArgs are the arguments of /v1alpha1/pg_dump (contract/metadata-and-migrations.md 9).
type DumpArgs struct {
	Options     []string `json:"opts"`
	CleanOutput bool     `json:"clean_output"`
	Source      string   `json:"source,omitempty"`
}

// Dump returns what pg_dump writes on the server.
func (c *Client) Dump(ctx context.Context, args DumpArgs) (string, error) {
	body, err := json.Marshal(args)
	if err != nil {
		return "", err
	}
	reply, err := c.do(ctx, http.MethodPost, c.paths.PGDump, body)
	return string(reply), err
}

func (c *Client) post(ctx context.Context, path string, call Call, out any) error {
	body, err := json.Marshal(call)
	if err != nil {
		return err
	}
	reply, err := c.do(ctx, http.MethodPost, path, body)
	if err != nil || out == nil {
		return err
	}
	if raw, ok := out.(*json.RawMessage); ok {
		*raw = reply
		return nil
	}
	if err := json.Unmarshal(reply, out); err != nil {
		return fmt.Errorf("the answer to %s is not understood: %w", call.Type, err)
	}
	return nil
}

func (c *Client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	url := c.endpoint + "/" + strings.TrimLeft(path, "/")
	r, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	if c.secret != "" {
		r.Header.Set("X-Hasura-Admin-Secret", c.secret)
	}
	resp, err := c.http.Do(r)
	if err != nil && ctx.Err() != nil {
		return nil, ErrInterrupted
	}
	if err != nil {
		return nil, fmt.Errorf("the server does not answer: %w", err)
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	reply, err := io.ReadAll(resp.Body)
	if err != nil && ctx.Err() != nil {
		return nil, ErrInterrupted
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, refusal(resp, reply)
	}
	return reply, nil
}
