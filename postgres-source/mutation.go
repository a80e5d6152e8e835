package postgres

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// mutation is a compiled call that writes. It implements [planner.Query]: all its fields
// run in order in one transaction per row (contract/postgres-graphql.md 6.1).
type mutation struct {
	source *Source
	of     *compile.Mutation
	// written holds the statements that do not change from run to run.
	written map[*compile.Step]sqltext.Statement
	// kept holds those that inserts keep: a sqltext.Statement by its *compile.Step.
	kept        sync.Map
	text        string
	fingerprint planner.Fingerprint
	// weight is that of the heaviest statement: they run one after the other.
	weight int
	// once is set when a function is called, which may do anything.
	once bool
}

var (
	_ planner.Query    = (*mutation)(nil)
	_ planner.Foreseer = (*mutation)(nil)
)

func newMutation(s *Source, of *compile.Mutation) *mutation {
	m := &mutation{source: s, of: of, written: map[*compile.Step]sqltext.Statement{}}
	for _, f := range of.Fields {
		m.render(f.Read)
		m.once = m.once || f.Read != nil
		m.renderChange(f.Change)
		for _, c := range f.Changes {
			m.renderChange(c)
		}
		if f.Insert != nil {
			m.text += "insert into " + f.Insert.Table().Name.SQL() + " ...\n"
			m.render(f.Insert.Answer)
		}
	}
	m.text = strings.TrimSuffix(m.text, "\n")
	m.fingerprint = sha256.Sum256([]byte("postgres write\x00" + s.name + "\x00" + m.text))
	return m
}

func (m *mutation) renderChange(c *compile.Change) {
	if c != nil {
		m.render(c.Write)
		m.render(c.Answer)
	}
}

func (m *mutation) render(step *compile.Step) {
	if step != nil {
		st := sqltext.Write(step.Query, sqltext.Single, nil)
		m.written[step] = st
		m.weight = max(m.weight, st.Weight)
		m.text += st.SQL + "\n"
	}
}

// Fingerprint implements [planner.Query].
func (m *mutation) Fingerprint() planner.Fingerprint { return m.fingerprint }

// Reads implements [planner.Query]: triggers see the whole session.
func (m *mutation) Reads() planner.Reads { return planner.Reads{AllSession: true} }

// Deps implements [planner.Query].
func (m *mutation) Deps() []planner.Dep { return m.of.Deps }

// String implements [planner.Query]: the statements, one a line. What an insert sends
// depends on its rows.
func (m *mutation) String() string { return m.text }

// Run implements [planner.Query].
func (m *mutation) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	if span := trace.SpanFromContext(ctx); span.IsRecording() {
		span.SetAttributes(attribute.String("db.system", "postgresql"), attribute.String("db.query.text", m.text))
	}
	for row := range in.Rows {
		r := &writing{m: m, params: in.ParamsOf(row)}
		answers, err := r.run(ctx)
		if err != nil && len(in.Rows) == 1 {
			return err
		}
		for col := range out.Columns() {
			if err != nil {
				out.Fail(row, col, err)
				continue
			}
			out.Set(row, col, answers[col])
		}
	}
	return nil
}

// Foresee implements [planner.Foreseer]: the values of the request are looked up.
func (m *mutation) Foresee(in *planner.Input) error {
	for row := range in.Rows {
		w := &writing{m: m, params: in.ParamsOf(row)}
		if err := w.prepare(); err != nil {
			return err
		}
	}
	return nil
}

// rendered returns the statement of a step. Those made in a run are rendered once if other
// runs use them too.
func (m *mutation) rendered(step *compile.Step) sqltext.Statement {
	if st, ok := m.written[step]; ok {
		return st
	}
	if st, ok := m.kept.Load(step); ok {
		return st.(sqltext.Statement) //nolint:forcetypeassert // the map holds nothing else
	}
	st := sqltext.Write(step.Query, sqltext.Single, nil)
	if step.Kept {
		m.kept.Store(step, st)
	}
	return st
}
