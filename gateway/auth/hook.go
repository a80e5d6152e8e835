package auth

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.opentelemetry.io/otel/propagation"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// hook asks the operator's webhook who the client is (contract/auth-and-server.md 5).
type hook struct {
	options config.Hook
	client  *http.Client
	logger  *slog.Logger
}

const (
	hookTimeout = 60 * time.Second
	maxAnswer   = 4 << 20 // bytes
)

// unforwarded are the client's headers that describe its own connection; they do not go to
// a hook asked by GET (section 3).
var unforwarded = []string{
	"Content-Length", "Content-Md5", "User-Agent", "Host", "Origin", "Referer", "Accept", "Accept-Encoding",
	"Accept-Language", "Accept-Datetime", "Cache-Control", "Connection", "Dnt", "Content-Type",
}

// traceHeaders writes both forms of trace context, whatever is configured elsewhere (5.1).
var traceHeaders = telemetry.Identified(propagation.NewCompositeTextMapPropagator(telemetry.B3{}, propagation.TraceContext{}))

// Authenticate asks the hook.
func (h *hook) Authenticate(ctx context.Context, req *Request) (*Grant, error) {
	asked, err := h.request(ctx, req)
	if err != nil {
		return nil, unreachable(err)
	}
	response, err := h.client.Do(asked)
	if err != nil {
		h.log(ctx, hookLine{URL: h.options.URL, Method: h.options.Mode, Error: withoutURL(err)})
		return nil, unreachable(err)
	}
	defer func() { _ = response.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		h.log(ctx, hookLine{URL: h.options.URL, Method: h.options.Mode, Status: response.StatusCode, Error: err.Error()})
		return nil, unreachable(err)
	}
	line := hookLine{URL: h.options.URL, Method: h.options.Mode, Status: response.StatusCode}
	if response.StatusCode != http.StatusOK {
		line.Response = string(body)
	}
	h.log(ctx, line)
	switch response.StatusCode {
	case http.StatusOK:
		return h.read(ctx, body, response.Header)
	case http.StatusUnauthorized:
		return nil, denied("Authentication hook unauthorized this request")
	default:
		return nil, failedHook("Invalid response from authorization hook", nil)
	}
}

func failedHook(message string, cause error) *planner.Fault {
	return &planner.Fault{Code: planner.CodeUnexpected, Message: message, Status: http.StatusInternalServerError, Cause: cause}
}

func unreachable(cause error) *planner.Fault {
	return failedHook("webhook authentication request failed", cause)
}

// request builds the request to the hook (5.1).
func (h *hook) request(ctx context.Context, req *Request) (*http.Request, error) {
	var body io.Reader
	if h.options.Mode == http.MethodPost {
		text, err := h.body(req)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(text)
	}
	asked, err := http.NewRequestWithContext(ctx, h.options.Mode, h.options.URL, body)
	if err != nil {
		return nil, err
	}
	asked.Header.Set("User-Agent", "") // else net/http names itself
	if h.options.Mode == http.MethodPost {
		asked.Header.Set("Content-Type", "application/json")
	} else {
		for name, values := range req.Header {
			if !slices.Contains(unforwarded, name) {
				asked.Header[name] = slices.Clone(values)
			}
		}
	}
	traceHeaders.Inject(ctx, propagation.HeaderCarrier(asked.Header))
	return asked, nil
}

// body is what a hook asked by POST gets: all headers, and the request unless the operator
// does not want that; null where there is none.
func (h *hook) body(req *Request) ([]byte, error) {
	headers := make(map[string]string, len(req.Header))
	for name, values := range req.Header {
		headers[name] = strings.Join(values, ", ")
	}
	content := map[string]any{"headers": headers}
	if h.options.SendRequest {
		content["request"] = json.RawMessage("null")
		if req.GraphQL != nil {
			content["request"] = json.RawMessage(req.GraphQL)
		}
	}
	return json.Marshal(content)
}

// read makes a grant of the hook's answer (5.2).
func (h *hook) read(ctx context.Context, body []byte, header http.Header) (*Grant, error) {
	fields, err := readFields(body)
	if err != nil {
		return nil, failedHook("Invalid response from authorization hook: "+err.Error(), err)
	}
	variables := make(map[string]string, len(fields))
	for name, value := range fields {
		if isVariable(name) {
			variables[strings.ToLower(name)] = value
		}
	}
	role := variables[roleVariable]
	if role == "" {
		return nil, &planner.Fault{Code: "invalid-params", Message: `"x-hasura-role" not found in session variables`, Status: http.StatusBadRequest}
	}
	until, err := expiry(fields, time.Now())
	if err != nil {
		h.logger.WarnContext(ctx, "the authentication hook's expiry cannot be read", "error", err)
	}
	return &Grant{
		Session: &planner.Session{Role: planner.Role{Name: role}, Variables: variables},
		Until:   until, Cookies: header.Values("Set-Cookie"),
	}, nil
}

// readFields reads a flat object of strings.
func readFields(body []byte) (map[string]string, error) {
	v, err := planner.ParseValue(body)
	if err != nil {
		return nil, err
	}
	if v.Kind != planner.Object {
		return nil, errors.New("expected Object, but encountered " + reading.Kind(body))
	}
	fields := make(map[string]string, len(v.Members))
	for _, m := range v.Members {
		if m.Value.Kind != planner.String {
			return nil, fmt.Errorf("%s: expected String, but encountered %s", m.Name, reading.Kind(m.Value.AppendJSON(nil)))
		}
		fields[m.Name] = m.Value.Text
	}
	return fields, nil
}

// expiry reads how long a socket opened with the answer may live; zero: forever.
func expiry(fields map[string]string, now time.Time) (time.Time, error) {
	if control, ok := fields["Cache-Control"]; ok {
		for directive := range strings.SplitSeq(control, ",") {
			if text, ok := strings.CutPrefix(strings.TrimSpace(directive), "max-age="); ok {
				seconds, err := strconv.ParseUint(text, 10, 31)
				if err != nil {
					return time.Time{}, fmt.Errorf("the max-age in %q is no number", control)
				}
				return now.Add(time.Duration(seconds) * time.Second), nil //nolint:gosec // 31 bits
			}
		}
		return time.Time{}, fmt.Errorf("%q holds no max-age", control)
	}
	text, ok := fields["Expires"]
	if !ok {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC1123, text)
}

// hookLine is the detail of a webhook-log line.
type hookLine struct {
	Status   int    `json:"status_code"`
	URL      string `json:"url"`
	Method   string `json:"method"`
	Error    string `json:"http_error,omitempty"`
	Response string `json:"response,omitempty"`
	Message  string `json:"message,omitempty"`
}

func (h *hook) log(ctx context.Context, line hookLine) {
	level := slog.LevelInfo
	if line.Status != http.StatusOK {
		level = slog.LevelError
	}
	telemetry.Log(ctx, h.logger, level, "webhook-log", line)
}

// withoutURL is the reason alone: the line shows the URL anyway.
func withoutURL(err error) string {
	if wrapped, ok := err.(*url.Error); ok { //nolint:errorlint // http.Client returns it unwrapped
		return wrapped.Err.Error()
	}
	return err.Error()
}
