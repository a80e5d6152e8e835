package postgres

import (
	"context"
	"crypto/sha256"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// query is a compiled call that reads. It implements [planner.Query] and
// [planner.Explainer].
type query struct {
	source *Source
	pool   *pool.Pool
	read   *compile.Read
	// alone is for one row, or for many keys with one set of parameters; mixed is for
	// several sets and rendered when it is first needed.
	alone       sqltext.Statement
	mixed       func() sqltext.Statement
	fingerprint planner.Fingerprint
	reads       planner.Reads
}

func newQuery(s *Source, read *compile.Read) *query {
	q := &query{source: s, pool: s.pool, read: read}
	form := sqltext.Single
	if len(read.Query.Keys) > 0 {
		form = sqltext.Keyed
	}
	q.alone = sqltext.Write(read.Query, form, nil)
	q.mixed = sync.OnceValue(func() sqltext.Statement { return sqltext.Write(read.Query, sqltext.Mixed, nil) })
	q.reads = compile.ReadsOf(q.ordered())
	q.fingerprint = q.hash()
	return q
}

// ordered returns the inputs in the order of the statement's parameters, then those that no
// parameter came of.
func (q *query) ordered() []*compile.Input {
	inputs := make([]*compile.Input, 0, len(q.read.Inputs))
	written := make([]bool, len(q.read.Inputs))
	for _, p := range q.alone.Params {
		if p.Input >= 0 {
			inputs = append(inputs, &q.read.Inputs[p.Input])
			written[p.Input] = true
		}
	}
	for i := range q.read.Inputs {
		if !written[i] {
			inputs = append(inputs, &q.read.Inputs[i])
		}
	}
	return inputs
}

func (q *query) hash() planner.Fingerprint {
	h := sha256.New()
	put := func(s string) { h.Write([]byte(s)); h.Write([]byte{0}) }
	put("postgres read")
	put(q.source.name)
	put(q.alone.SQL)
	for _, in := range q.ordered() {
		put(in.String())
	}
	return planner.Fingerprint(h.Sum(nil))
}

// Fingerprint implements [planner.Query].
func (q *query) Fingerprint() planner.Fingerprint { return q.fingerprint }

// Reads implements [planner.Query].
func (q *query) Reads() planner.Reads { return q.reads }

// Deps implements [planner.Query].
func (q *query) Deps() []planner.Dep { return q.read.Deps }

// String implements [planner.Query]: the statement.
func (q *query) String() string { return q.alone.SQL }

// Run implements [planner.Query].
func (q *query) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.SetAttributes(attribute.String("db.system", "postgresql"), attribute.String("db.query.text", q.alone.SQL))
	}
	b, err := newBatch(q, in, out)
	if err != nil {
		return err
	}
	return b.run(ctx)
}
