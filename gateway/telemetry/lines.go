package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/planner"
)

// LevelCritical counts above error (contract/auth-and-server.md 14).
const LevelCritical = slog.LevelError + 4

// unstructured is the type of lines that were not written with [Log].
const unstructured = "unstructured"

// NewLogger returns a logger that writes one JSON object per line to out, each with a
// single Write. Lines written with the ordinary methods of the logger are of the type
// `unstructured`.
func NewLogger(out io.Writer, options config.Log) *slog.Logger {
	return slog.New(&lines{sink: &sink{out: out}, options: options})
}

// Log writes a line of a type with its detail: a value for encoding/json, or a
// [DetailAppender]. It costs little when the type is switched off.
func Log(ctx context.Context, logger *slog.Logger, level slog.Level, kind string, detail any) {
	if !Enabled(ctx, logger, level, kind) {
		return
	}
	if h, ours := logger.Handler().(*lines); ours { // a slog.Record would look for its caller
		_ = h.write(ctx, time.Now(), level, kind, func(b []byte) []byte { return appendJSON(b, detail) })
		return
	}
	logger.LogAttrs(ctx, level, kind, slog.Any("", line{kind, detail}))
}

// Enabled tells whether a line of this type and level would be written.
func Enabled(ctx context.Context, logger *slog.Logger, level slog.Level, kind string) bool {
	h, ours := logger.Handler().(*lines)
	return logger.Enabled(ctx, level) && (!ours || h.options.Wants(kind))
}

// DetailAppender is a detail that encodes itself as JSON.
type DetailAppender interface {
	// AppendDetail appends the detail, one JSON value, to dst.
	AppendDetail(dst []byte) []byte
}

// line is what Log hands to the handler.
type line struct {
	kind   string
	detail any
}

// LogValue prints the line for other handlers than ours.
func (l line) LogValue() slog.Value { return slog.AnyValue(l.detail) }

// lines is a slog.Handler in the contract's form.
type lines struct {
	sink    *sink
	options config.Log
	attrs   []slog.Attr
	group   string // prefix of later attributes, with its dot
}

// sink serialises writes.
type sink struct {
	clock clock
	mu    sync.Mutex
	out   io.Writer
}

// Enabled tells whether lines of this level are written.
func (h *lines) Enabled(_ context.Context, level slog.Level) bool { return level >= h.options.Level }

// WithAttrs returns a handler that adds attributes to unstructured lines.
func (h *lines) WithAttrs(attrs []slog.Attr) slog.Handler {
	c := *h
	c.attrs = slices.Concat(h.attrs, h.qualify(attrs))
	return &c
}

// WithGroup returns a handler that puts name and a dot before later attributes.
func (h *lines) WithGroup(name string) slog.Handler {
	c := *h
	if name != "" {
		c.group += name + "."
	}
	return &c
}

func (h *lines) qualify(attrs []slog.Attr) []slog.Attr {
	if h.group == "" {
		return attrs
	}
	qualified := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		qualified[i] = slog.Attr{Key: h.group + a.Key, Value: a.Value}
	}
	return qualified
}

var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Handle writes the record.
func (h *lines) Handle(ctx context.Context, r slog.Record) error {
	kind, detail := unstructured, any(nil)
	var attrs []slog.Attr
	r.Attrs(func(a slog.Attr) bool {
		if l, ok := a.Value.Any().(line); ok {
			kind, detail = l.kind, l.detail
			return false
		}
		attrs = append(attrs, a)
		return true
	})
	if !h.options.Wants(kind) {
		return nil
	}
	return h.write(ctx, r.Time, r.Level, kind, func(b []byte) []byte {
		if kind == unstructured && detail == nil {
			return h.appendMessage(b, r.Message, attrs)
		}
		return appendJSON(b, detail)
	})
}

// write writes one line, to which detail appends its detail.
func (h *lines) write(ctx context.Context, at time.Time, level slog.Level, kind string, detail func([]byte) []byte) error {
	buf := buffers.Get().(*[]byte)
	b := (*buf)[:0]
	b = planner.AppendJSONString(append(b, `{"type":`...), kind)
	b = h.sink.clock.append(append(b, `,"timestamp":"`...), at)
	b = detail(append(append(append(b, `","level":"`...), levelName(level)...), `","detail":`...))
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		b = append(append(append(b, `,"trace_id":"`...), span.TraceID().String()...), `","span_id":"`...)
		b = append(append(b, span.SpanID().String()...), '"')
	}
	b = append(b, '}', '\n')
	err := h.sink.write(b)
	if cap(b) <= 64<<10 {
		*buf = b
		buffers.Put(buf)
	}
	return err
}

func (s *sink) write(b []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.out.Write(b)
	return err
}

// appendMessage writes the detail of an unstructured line: the text, or an object when
// there are attributes.
func (h *lines) appendMessage(b []byte, message string, attrs []slog.Attr) []byte {
	attrs = slices.Concat(h.attrs, h.qualify(attrs))
	if len(attrs) == 0 {
		return planner.AppendJSONString(b, message)
	}
	b = planner.AppendJSONString(append(b, `{"message":`...), message)
	return append(appendAttrs(b, "", attrs), '}')
}

func appendAttrs(b []byte, prefix string, attrs []slog.Attr) []byte {
	for _, a := range attrs {
		v := a.Value.Resolve()
		if v.Kind() == slog.KindGroup {
			b = appendAttrs(b, prefix+a.Key+".", v.Group())
			continue
		}
		b = planner.AppendJSONString(append(b, ','), prefix+a.Key)
		b = appendJSON(append(b, ':'), v.Any())
	}
	return b
}

// appendJSON appends a value. What cannot be encoded is replaced by the reason: a line is
// better wrong than lost.
func appendJSON(b []byte, value any) []byte {
	switch v := value.(type) {
	case DetailAppender:
		return v.AppendDetail(b)
	case string:
		return planner.AppendJSONString(b, v)
	case error:
		return planner.AppendJSONString(b, v.Error())
	case time.Duration:
		return planner.AppendJSONString(b, v.String())
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return planner.AppendJSONString(b, err.Error())
	}
	return append(b, bytes.TrimRight(out.Bytes(), "\n")...)
}

func levelName(level slog.Level) string {
	switch {
	case level >= LevelCritical:
		return "critical"
	case level >= slog.LevelError:
		return "error"
	case level >= slog.LevelWarn:
		return "warn"
	case level >= slog.LevelInfo:
		return "info"
	default:
		return "debug"
	}
}
