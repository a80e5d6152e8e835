package postgres_test

import (
	"context"
	"regexp"
	"testing"

	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

// TestTriggersReadTheTraceOfEveryWrite has a trigger that takes hasura.tracecontext for JSON, as
// those of event tables do, on the only connection of a pool: what a traced write leaves there
// is not in the way of an untraced one.
func TestTriggersReadTheTraceOfEveryWrite(t *testing.T) {
	url := pgtest.New(t)
	pgtest.Exec(t, url, `create table note (id serial primary key, trace text);
		create function traced() returns trigger language plpgsql as $$
		declare context json;
		begin
			context := current_setting('hasura.tracecontext', true);
			new.trace := (context->>'trace_id') || ' ' || (context->>'span_id');
			return new;
		end $$;
		create trigger traced before insert on note for each row execute function traced()`)
	source, _, err := postgres.Open(t.Context(), postgres.Options{Name: "default", Pool: pool.Settings{URL: url, MaxConnections: 1}, Metadata: tracking("note")})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	f := &served{url: url, source: source}
	write := f.prepare(t, "admin", `mutation { insert_note_one(object: {}) { trace } }`, "")
	traced := trace.ContextWithSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: trace.TraceID{15: 1}, SpanID: trace.SpanID{7: 2}}))
	for _, c := range []struct {
		name, want string
		ctx        context.Context
	}{
		{"untraced", `[0-9a-f]{32} [0-9a-f]{16}`, t.Context()},
		{"traced", `00000000000000000000000000000001 0000000000000002`, traced},
		{"untraced on the connection of a traced one", `[0-9a-f]{32} [0-9a-f]{16}`, t.Context()},
	} {
		got := replies(c.ctx, write, []*planner.Params{as(write, "admin")})[0]
		if want := `^\{"insert_note_one":\{"trace":"` + c.want + `"\}\}$`; !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("%s: got %s, want %s", c.name, got, want)
		}
	}
}
