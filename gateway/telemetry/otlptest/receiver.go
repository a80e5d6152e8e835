// Package otlptest receives OpenTelemetry traces over HTTP, for tests that look at the
// spans a real exporter sends.
package otlptest

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	traces "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// Receiver is an OTLP endpoint (http/protobuf) that keeps what it gets.
type Receiver struct {
	// URL is the value for OTEL_EXPORTER_OTLP_ENDPOINT.
	URL string

	mu    sync.Mutex
	spans []Span
}

// Span is a received span.
type Span struct {
	Name    string
	Kind    string // internal, server, client, producer, consumer
	Service string // of its resource
	// TraceID, ID and Parent are hexadecimal; Parent is "" for a root.
	TraceID, ID, Parent string
	Start               uint64 // nanoseconds since 1970
	Attributes          map[string]string
	Failed              bool
}

// New starts a receiver that ends with the test.
func New(tb testing.TB) *Receiver {
	tb.Helper()
	r := &Receiver{}
	server := httptest.NewServer(http.HandlerFunc(r.serve))
	tb.Cleanup(server.Close)
	r.URL = server.URL
	return r
}

func (r *Receiver) serve(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost || req.URL.Path != "/v1/traces" {
		http.NotFound(w, req)
		return
	}
	body, err := io.ReadAll(io.LimitReader(req.Body, 64<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var export collector.ExportTraceServiceRequest
	if err := proto.Unmarshal(body, &export); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	r.keep(&export)
	w.Header().Set("Content-Type", "application/x-protobuf")
}

func (r *Receiver) keep(export *collector.ExportTraceServiceRequest) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, resource := range export.ResourceSpans {
		service := attributes(resource.GetResource().GetAttributes())["service.name"]
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				r.spans = append(r.spans, spanOf(span, service))
			}
		}
	}
}

func spanOf(s *traces.Span, service string) Span {
	return Span{
		Name:       s.GetName(),
		Kind:       strings.ToLower(strings.TrimPrefix(s.GetKind().String(), "SPAN_KIND_")),
		Service:    service,
		TraceID:    hex.EncodeToString(s.GetTraceId()),
		ID:         hex.EncodeToString(s.GetSpanId()),
		Parent:     hex.EncodeToString(s.GetParentSpanId()),
		Start:      s.GetStartTimeUnixNano(),
		Attributes: attributes(s.GetAttributes()),
		Failed:     s.GetStatus().GetCode() == traces.Status_STATUS_CODE_ERROR,
	}
}

func attributes(list []*common.KeyValue) map[string]string {
	m := make(map[string]string, len(list))
	for _, kv := range list {
		switch v := kv.GetValue().GetValue().(type) {
		case *common.AnyValue_StringValue:
			m[kv.Key] = v.StringValue
		case *common.AnyValue_BoolValue:
			m[kv.Key] = fmt.Sprint(v.BoolValue)
		case *common.AnyValue_IntValue:
			m[kv.Key] = fmt.Sprint(v.IntValue)
		case *common.AnyValue_DoubleValue:
			m[kv.Key] = fmt.Sprint(v.DoubleValue)
		default:
			m[kv.Key] = kv.GetValue().String()
		}
	}
	return m
}

// Spans returns what has been received so far, by start.
func (r *Receiver) Spans() []Span {
	r.mu.Lock()
	defer r.mu.Unlock()
	spans := slices.Clone(r.spans)
	slices.SortStableFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	return spans
}

// Wait returns the spans once enough of them says so; it fails the test when that does not
// come true within a few seconds.
func (r *Receiver) Wait(tb testing.TB, enough func([]Span) bool) []Span {
	tb.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		spans := r.Spans()
		if enough(spans) {
			return spans
		}
		if time.Now().After(deadline) {
			tb.Fatalf("the expected spans did not come; there are:\n%s", Tree(spans))
		}
	}
}

// Tree prints the names of spans, children indented below their parents. Siblings are
// sorted by name, because parallel work starts in any order.
func Tree(spans []Span) string {
	known := make(map[string]bool, len(spans))
	children := map[string][]Span{}
	for _, s := range spans {
		known[s.ID] = true
	}
	for _, s := range spans {
		parent := s.Parent
		if !known[parent] {
			parent = ""
		}
		children[parent] = append(children[parent], s)
	}
	var b strings.Builder
	var write func(parent string, depth int)
	write = func(parent string, depth int) {
		list := children[parent]
		slices.SortStableFunc(list, func(a, b Span) int { return strings.Compare(a.Name, b.Name) })
		for _, s := range list {
			fmt.Fprintf(&b, "%s%s\n", strings.Repeat("  ", depth), s.Name)
			write(s.ID, depth+1)
		}
	}
	write("", 0)
	return b.String()
}
