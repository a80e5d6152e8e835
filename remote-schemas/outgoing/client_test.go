package outgoing_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/weftql/weft/remote-schemas/outgoing"
)

func post(address, body string) *outgoing.Request {
	return &outgoing.Request{Method: http.MethodPost, URL: address, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}
}

func TestRedirectsRepeatOrBecomeGet(t *testing.T) {
	for status, want := range map[int]string{
		301: "POST:ping:application/json", 307: "POST:ping:application/json", 308: "POST:ping:application/json",
		302: "GET::", 303: "GET::",
	} {
		mux := http.NewServeMux()
		mux.HandleFunc("/from", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/to", status) })
		mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			_, _ = io.WriteString(w, r.Method+":"+string(body)+":"+r.Header.Get("Content-Type"))
		})
		server := httptest.NewServer(mux)
		res, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), post(server.URL+"/from", "ping"))
		server.Close()
		if err != nil || string(res.Body) != want {
			t.Errorf("%d: got %q, %v, want %q", status, res.Body, err, want)
		}
	}
}

func TestRedirectWithoutLocationIsTheAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) }))
	defer server.Close()
	res, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), post(server.URL, ""))
	if err != nil || res.Status != 302 {
		t.Errorf("got %v, %v", res, err)
	}
}

func TestRedirectsEndAfterTen(t *testing.T) {
	calls := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls++
		http.Redirect(w, r, "/again", http.StatusTemporaryRedirect)
	}))
	defer server.Close()
	_, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), post(server.URL, ""))
	if err == nil || calls != 11 {
		t.Errorf("got %v after %d calls, want an error after 11", err, calls)
	}
}

func TestCredentialsDoNotFollowToAnotherHost(t *testing.T) {
	var got http.Header
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header }))
	defer other.Close()
	elsewhere := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	first := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere, http.StatusPermanentRedirect)
	}))
	defer first.Close()
	req := post(first.URL, "{}")
	req.Header.Set("Authorization", "Bearer secret")
	req.Header.Set("X-Hasura-User-Id", "7")
	if _, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), req); err != nil {
		t.Fatal(err)
	}
	if got.Get("Authorization") != "" || got.Get("X-Hasura-User-Id") != "" || got.Get("Content-Type") == "" {
		t.Errorf("another host received %v", got)
	}
}

func TestAnswerIsBounded(t *testing.T) {
	chunked := false
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if chunked {
			w.(http.Flusher).Flush()
		}
		_, _ = io.WriteString(w, strings.Repeat("x", 101))
	}))
	defer server.Close()
	client := outgoing.NewClient(outgoing.Options{MaxBody: 100})
	for _, chunked = range []bool{false, true} {
		var call *outgoing.CallError
		if _, err := client.Do(t.Context(), post(server.URL, "")); !errors.As(err, &call) || !strings.Contains(err.Error(), "100 bytes") {
			t.Errorf("chunked %v: got %v", chunked, err)
		}
	}
	if res, err := outgoing.NewClient(outgoing.Options{MaxBody: 101}).Do(t.Context(), post(server.URL, "")); err != nil || len(res.Body) != 101 {
		t.Errorf("at the bound: %v", err)
	}
}

func TestTimeoutAndCancellationEndTheCall(t *testing.T) {
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	}))
	defer server.Close()
	defer close(release)
	client := outgoing.NewClient(outgoing.Options{})

	slow := post(server.URL, "")
	slow.Timeout = 20 * time.Millisecond
	var call *outgoing.CallError
	if _, err := client.Do(t.Context(), slow); !errors.As(err, &call) || call.Error() != "Response timeout" {
		t.Errorf("timeout: got %v", err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	if _, err := client.Do(ctx, post(server.URL, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestErrorsDoNotShowTheAddress(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	address := strings.Replace(server.URL, "http://", "http://user:secret@", 1) + "/path?token=secret"
	server.Close()
	_, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), post(address, ""))
	var call *outgoing.CallError
	if !errors.As(err, &call) {
		t.Fatalf("got %v", err)
	}
	if text := err.Error() + string(call.Internal()); strings.Contains(text, "secret") || !strings.Contains(text, "http_exception") {
		t.Errorf("got %s", text)
	}
}

func TestTraceTravelsAndSpanHasNoQueryString(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	otel.SetTracerProvider(sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)))
	otel.SetTextMapPropagator(propagation.TraceContext{})
	var parent string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { parent = r.Header.Get("Traceparent") }))
	defer server.Close()
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	address.User, address.Path, address.RawQuery = url.UserPassword("u", "secret"), "/graphql", "token=secret"
	if _, err := outgoing.NewClient(outgoing.Options{}).Do(t.Context(), post(address.String(), "{}")); err != nil {
		t.Fatal(err)
	}
	ended := spans.Ended()
	if len(ended) != 1 || ended[0].Name() != "POST "+server.URL+"/graphql" {
		t.Fatalf("spans: %v", ended)
	}
	if !strings.Contains(parent, ended[0].SpanContext().SpanID().String()) {
		t.Errorf("traceparent %q does not name the span", parent)
	}
	for _, a := range ended[0].Attributes() {
		if strings.Contains(a.Value.String(), "secret") {
			t.Errorf("attribute %s shows a secret", a.Key)
		}
	}
}
