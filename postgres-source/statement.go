package postgres

import (
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// statementOf is the statement of a step that writes, with the texts of the step's inputs.
// They are borrowed: where the statement takes each once and in order, as most do, they are its
// arguments.
func statementOf(step *compile.Step, text sqltext.Statement, texts [][]byte) pool.Statement {
	st := pool.Statement{SQL: text.SQL, Args: texts, Rare: step.Rare}
	if !inOrder(text.Params, len(texts)) {
		st.Args = make([][]byte, len(text.Params))
		for i, p := range text.Params {
			st.Args[i] = texts[p.Input]
		}
	}
	for i, p := range text.Params {
		if step.Inputs[p.Input].Binary() {
			st.Binary(i)
		}
	}
	return st
}

func inOrder(params []sqltext.Param, inputs int) bool {
	for i := range params {
		if params[i].Input != i {
			return false
		}
	}
	return len(params) == inputs
}

// textsByStep are the texts of the inputs of steps. Those of the first stand by themselves, for
// most mutations are one statement. The zero value is empty.
type textsByStep struct {
	first *compile.Step
	texts [][]byte
	more  map[*compile.Step][][]byte
}

// keep adds the texts of a step, or replaces them.
func (t *textsByStep) keep(step *compile.Step, texts [][]byte) {
	switch {
	case t.first == nil || t.first == step:
		t.first, t.texts = step, texts
		return
	case t.more == nil:
		t.more = map[*compile.Step][][]byte{}
	}
	t.more[step] = texts
}

// of returns the texts of a step, and whether there are any.
func (t *textsByStep) of(step *compile.Step) ([][]byte, bool) {
	if t.first == step {
		return t.texts, true
	}
	texts, ok := t.more[step]
	return texts, ok
}
