package telemetry_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/telemetry"
)

type appended struct{}

func (appended) AppendDetail(dst []byte) []byte { return append(dst, `{"a":1}`...) }

var stamp = regexp.MustCompile(`"timestamp":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d{4}"`)

// logged returns the lines that write logs, with their timestamps cut.
func logged(t *testing.T, options config.Log, write func(*slog.Logger)) string {
	t.Helper()
	var out bytes.Buffer
	write(telemetry.NewLogger(&out, options))
	for line := range strings.Lines(out.String()) {
		if !json.Valid([]byte(line)) {
			t.Errorf("not JSON: %s", line)
		}
		if !stamp.MatchString(line) {
			t.Errorf("no timestamp in the contract's form: %s", line)
		}
	}
	return stamp.ReplaceAllString(out.String(), `"timestamp":""`)
}

func TestLinesHaveTheContractsForm(t *testing.T) {
	span := trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{1}, SpanID: trace.SpanID{2}})
	for name, c := range map[string]struct {
		write func(*slog.Logger)
		want  string
	}{
		"detail from encoding/json": {func(l *slog.Logger) {
			telemetry.Log(t.Context(), l, slog.LevelInfo, "startup", map[string]any{"kind": "server", "info": "<a>"})
		}, `{"type":"startup","timestamp":"","level":"info","detail":{"info":"<a>","kind":"server"}}`},
		"detail that encodes itself": {func(l *slog.Logger) {
			telemetry.Log(t.Context(), l, slog.LevelError, "http-log", appended{})
		}, `{"type":"http-log","timestamp":"","level":"error","detail":{"a":1}}`},
		"inside a trace": {func(l *slog.Logger) {
			telemetry.Log(trace.ContextWithSpanContext(t.Context(), span), l, telemetry.LevelCritical, "jwk-refresh-log", appended{})
		}, `{"type":"jwk-refresh-log","timestamp":"","level":"critical","detail":{"a":1},"trace_id":"01000000000000000000000000000000","span_id":"0200000000000000"}`},
		"a plain message": {func(l *slog.Logger) { l.Warn("one \"two\"\n") },
			`{"type":"unstructured","timestamp":"","level":"warn","detail":"one \"two\"\n"}`},
		"a message with attributes": {func(l *slog.Logger) {
			l.With("source", "shop").WithGroup("call").Error("failed", "err", errors.New("no"), slog.Group("at", "row", 3))
		}, `{"type":"unstructured","timestamp":"","level":"error","detail":{"message":"failed","source":"shop","call.err":"no","call.at.row":3}}`},
		"a detail that cannot be encoded": {func(l *slog.Logger) {
			telemetry.Log(t.Context(), l, slog.LevelInfo, "startup", func() {})
		}, `{"type":"startup","timestamp":"","level":"info","detail":"json: unsupported type: func()"}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := strings.TrimSpace(logged(t, config.Defaults().Log, c.write)); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestLinesBelowTheLevelOrOfUnselectedTypesAreNotWritten(t *testing.T) {
	options := config.Log{Level: slog.LevelWarn, Types: []string{"http-log"}}
	got := logged(t, options, func(l *slog.Logger) {
		telemetry.Log(t.Context(), l, slog.LevelInfo, "http-log", "too low")
		telemetry.Log(t.Context(), l, slog.LevelError, "startup", "not selected")
		telemetry.Log(t.Context(), l, slog.LevelError, "http-log", "selected")
		telemetry.Log(t.Context(), l, slog.LevelError, "unhandled-internal-error", "not selectable")
	})
	if strings.Count(got, "\n") != 2 || !strings.Contains(got, `"selected"`) || !strings.Contains(got, `"not selectable"`) {
		t.Errorf("got %s", got)
	}
}
