package server_test

import (
	"os"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/gateway/telemetry/otlptest"
)

func TestSpansOfARequest(t *testing.T) {
	receiver := otlptest.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL)
	t.Setenv("OTEL_BSP_SCHEDULE_DELAY", "10")
	shutdown, err := telemetry.Setup(t.Context(), os.LookupEnv)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { otel.SetTracerProvider(noop.NewTracerProvider()) })
	g := start(t)
	const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	g.query(`query Q { echo }`, "Traceparent", parent, "X-Hasura-Role", "clerk", "X-Request-Id", "r")
	g.query(`{ nothing }`)
	if err := shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	spans := receiver.Spans()
	const want = `/v1/graphql
  Execute query
    Encode reply
    call source static
  Resolve query execution plan
/v1/graphql
  Parse GraphQL
`
	if got := otlptest.Tree(spans); got != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
	root := spans[0]
	for name, want := range map[string]string{
		"request_id": "r", "enduser.role": "clerk", "session_variables": `{"x-hasura-role":"clerk"}`,
		"graphql.operation.name": "Q", "graphql.operation.type": "query", "http.response_content_length": "20",
	} {
		if got := root.Attributes[name]; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if root.Kind != "server" || root.TraceID != "0af7651916cd43dd8448eb211c80319c" || root.Parent != "b7ad6b7169203331" {
		t.Errorf("root %+v", root)
	}
	lines := g.log.buf.String()
	if want := `"trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"` + root.ID + `"}`; !strings.Contains(lines, want) {
		t.Errorf("the log line does not tell the trace: %s", lines)
	}
}
