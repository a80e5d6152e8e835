package postgres

import (
	"context"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/pool"
)

// writing is one run for one request.
type writing struct {
	m      *mutation
	params *planner.Params
	// inserts are the plans of inserting fields, by field.
	inserts []*compile.Inserting
	// texts are the parameters of the statements that depend on no other.
	texts    textsByStep
	tx       *pool.Tx
	options  pool.TxOptions
	settings [2]pool.Setting
	answers  [][]byte

	// what inserts and answers are at first: most mutations are one field.
	oneInsert [1]*compile.Inserting
	oneAnswer [1][]byte
}

// run answers all fields, or leaves everything as it was.
func (w *writing) run(ctx context.Context) ([][]byte, error) {
	if err := w.prepare(); err != nil {
		return nil, err
	}
	s := w.m.source
	w.settings = settings(ctx, w.params.Session)
	w.options = pool.TxOptions{
		Isolation: s.options.Metadata.Configuration.ConnectionInfo.IsolationLevel, Settings: w.settings[:], Once: w.m.once,
	}
	err := s.pool.Write(ctx, &w.options, func(tx *pool.Tx) error { return w.fields(ctx, tx) })
	return w.answers, s.fault(err, "", nil)
}

// fields answers all fields in a transaction. A second attempt starts anew.
func (w *writing) fields(ctx context.Context, tx *pool.Tx) error {
	w.tx = tx
	w.answers = w.oneAnswer[:0]
	for i := range w.m.of.Fields {
		answer, err := w.field(ctx, i)
		if err != nil {
			return err
		}
		w.answers = append(w.answers, answer)
	}
	return nil
}

// settings are what triggers and functions can read of the request
// (contract/auth-and-server.md 12.1).
func settings(ctx context.Context, s *planner.Session) [2]pool.Setting {
	return [...]pool.Setting{
		{Name: "hasura.user", Value: s.AppendVariables(make([]byte, 0, 128))},
		{Name: "hasura.tracecontext", Value: TraceContext(ctx)},
	}
}

// prepare plans the inserts and looks every value of the request up, so that its faults
// show before anything is sent.
func (w *writing) prepare() error {
	w.inserts, w.texts = w.oneInsert[:0], textsByStep{}
	for _, f := range w.m.of.Fields {
		var plan *compile.Inserting
		if f.Insert != nil {
			var err error
			if plan, err = w.prepareInsert(f.Insert); err != nil {
				return err
			}
		}
		w.inserts = append(w.inserts, plan)
	}
	for step := range w.m.written {
		if err := w.lookUp(step, nil); err != nil {
			return err
		}
	}
	return nil
}

func (w *writing) prepareInsert(f *compile.Insert) (*compile.Inserting, error) {
	plan, err := f.Plan(w.params)
	if err != nil {
		return nil, err
	}
	for _, node := range plan.Nodes {
		if err := w.lookUpNode(node); err != nil {
			return nil, err
		}
	}
	return plan, w.lookUpNode(plan.Direct)
}

func (w *writing) lookUp(step *compile.Step, state *compile.State) error {
	texts, err := textsOf(step.Inputs, w.params, state)
	if step.Independent() {
		w.texts.keep(step, texts)
	}
	return err
}

func (w *writing) lookUpNode(n *compile.Node) error {
	if n == nil {
		return nil
	}
	if err := w.lookUp(n.Step, n.State); err != nil {
		return err
	}
	for _, child := range append(n.Before[:len(n.Before):len(n.Before)], n.After...) {
		if err := w.lookUpNode(child); err != nil {
			return err
		}
	}
	return nil
}

// field answers one root field.
func (w *writing) field(ctx context.Context, i int) ([]byte, error) {
	f := w.m.of.Fields[i]
	last := i == len(w.m.of.Fields)-1
	switch {
	case f.Read != nil:
		return w.one(ctx, f.Read, nil, nil, last)
	case f.Change != nil:
		return w.change(ctx, f.Change, last)
	case f.Insert != nil:
		return w.insert(ctx, f.Insert, w.inserts[i], last)
	}
	list := []byte{'['}
	for n, c := range f.Changes {
		if n > 0 {
			list = append(list, ',')
		}
		answer, err := w.change(ctx, c, last && n == len(f.Changes)-1)
		if err != nil {
			return nil, err
		}
		list = append(list, orNull(answer)...)
	}
	return append(list, ']'), nil
}

func orNull(json []byte) []byte {
	if json == nil {
		return []byte("null")
	}
	return json
}

// change runs one update or delete.
func (w *writing) change(ctx context.Context, c *compile.Change, last bool) ([]byte, error) {
	switch {
	case c.Write == nil:
		return c.Constant, nil
	case c.Reply != nil:
		return w.response(ctx, c.Reply, c.Write, nil, c.CheckPath, last)
	case c.Answer == nil:
		return w.one(ctx, c.Write, nil, c.CheckPath, last)
	}
	state := &compile.State{}
	_, err := w.exec(ctx, c.Write, nil, c.CheckPath, false, func(values [][]byte) error {
		state.Affected, state.Rows = clone(values[0]), clone(values[1])
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w.one(ctx, c.Answer, state, nil, last)
}

// response runs a statement that answers what is shown of each row it writes, and fills the
// reply in.
func (w *writing) response(ctx context.Context, reply *compile.Reply, step *compile.Step, state *compile.State, at *planner.Path, last bool) ([]byte, error) {
	lists := make([][]byte, reply.Lists)
	affected, err := w.exec(ctx, step, state, at, last, func(values [][]byte) error {
		for i := range lists {
			if len(lists[i]) > 0 {
				lists[i] = append(lists[i], ", "...)
			}
			lists[i] = append(lists[i], values[i]...)
		}
		return nil
	})
	return reply.JSON(affected, lists), err
}

// one runs a statement whose first value is the field's answer; nil is NULL, or no row.
func (w *writing) one(ctx context.Context, step *compile.Step, state *compile.State, at *planner.Path, last bool) (answer []byte, err error) {
	_, err = w.exec(ctx, step, state, at, last, func(values [][]byte) error {
		if answer == nil {
			answer = clone(values[0])
		}
		return nil
	})
	return answer, err
}

// exec runs a statement and turns its error into a fault that points at the path. It
// returns the number of rows that were written or answered.
func (w *writing) exec(ctx context.Context, step *compile.Step, state *compile.State, at *planner.Path, last bool, row func([][]byte) error) (int64, error) {
	texts, ok := w.texts.of(step)
	if !ok {
		var err error
		if texts, err = textsOf(step.Inputs, w.params, state); err != nil {
			return 0, err
		}
	}
	st := statementOf(step, w.m.rendered(step), texts)
	var affected int64
	var err error
	if last {
		affected, err = w.tx.ExecLast(ctx, &st, row)
	} else {
		affected, err = w.tx.Exec(ctx, &st, row)
	}
	return affected, w.m.source.writeFault(err, st.SQL, st.Args, at)
}

// clone copies borrowed bytes; NULL stays nil.
func clone(b []byte) []byte {
	if b == nil {
		return nil
	}
	return append([]byte{}, b...)
}
