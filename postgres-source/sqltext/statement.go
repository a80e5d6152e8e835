package sqltext

import "github.com/weftql/weft/postgres-source/ir"

// Form is a way to render a query.
type Form uint8

// The forms.
const (
	// Single answers one row: a result of one row and one column per column of the query.
	Single Form = iota
	// Keyed answers many rows that differ in their key: the first result column is the
	// row's ordinal from 1, then the query's columns.
	Keyed
	// Mixed is Keyed with inputs that differ from row to row.
	Mixed
)

// String names the form.
func (f Form) String() string { return [...]string{"single", "keyed", "mixed"}[f] }

// Statement is SQL text and what its parameters mean.
type Statement struct {
	SQL string
	// Params describes $1, $2, ... in order.
	Params []Param
	// Weight estimates what the server needs to plan the statement, in kilobytes of memory.
	Weight int
}

// Param is the meaning of one parameter: exactly one of Key and Input is not negative.
type Param struct {
	// Key is the index of the key component, whose texts for all rows form a text[].
	Key int
	// Input is the index into ir.Query.Inputs.
	Input int
	// Each is set for an input whose texts for all rows form a text[].
	Each bool
}

// Write renders the columns of q, all of them when columns is nil.
func Write(q *ir.Query, form Form, columns []int) Statement {
	w := &writer{query: q, form: form, inputs: make([]int, len(q.Inputs))}
	if columns == nil {
		for i := range q.Columns {
			columns = append(columns, i)
		}
	}
	w.statement(columns)
	return Statement{SQL: string(w.buf), Params: w.params, Weight: w.weight}
}

// writer holds the statement while it is written.
type writer struct {
	query  *ir.Query
	form   Form
	buf    []byte
	params []Param
	// inputs maps an input to the number of its parameter, or in the mixed form of its
	// column; 0 when it has not been met.
	inputs []int
	each   []int    // mixed form: inputs in the order of their columns
	fold   *fold    // the fold whose value is being written; nil elsewhere
	page   *ir.Page // the page whose value is being written; nil elsewhere
	weighing
}

func (w *writer) text(s string) { w.buf = append(w.buf, s...) }

// comma writes sep before every item but the first.
func (w *writer) comma(i int, sep string) {
	if i > 0 {
		w.text(sep)
	}
}

func (w *writer) statement(columns []int) {
	if w.query.Write != nil {
		if len(columns) == 0 || w.query.EachRow {
			w.write(w.query.Write) // the server tells the number of rows
			return
		}
		w.text("with w as (")
		w.write(w.query.Write)
		w.text(") ")
	}
	if w.standsAlone(columns) && w.alone(w.query.Columns[columns[0]].Value) {
		return
	}
	w.text("select ")
	if w.form != Single {
		w.text("i.n")
	}
	for i, c := range columns {
		if w.form != Single || i > 0 {
			w.text(", ")
		}
		w.expr(w.query.Columns[c].Value)
	}
	if _, ok := w.query.Write.(*ir.Perform); ok {
		w.text(", (select count(*) from w)") // reads w to its end
	}
	if w.form != Single {
		w.inputRelation()
	}
}

// standsAlone tells whether the statement answers one value in one row, and nothing else
// that has to be computed.
func (w *writer) standsAlone(columns []int) bool {
	_, performs := w.query.Write.(*ir.Perform)
	return w.form == Single && len(columns) == 1 && !performs
}

// alone writes the only column of a statement for one row without a select around it, which
// would cost the server's planner a level: measured, 50 us less for a list of 100. No row
// then stands for NULL. It tells whether e is one of those that can be written so.
func (w *writer) alone(e ir.Expr) bool {
	saved := w.semijoins
	w.semijoins = 0
	defer func() { w.semijoins = saved }()
	switch e := e.(type) {
	case *ir.List:
		w.folding()
		w.inside(func() { w.selectList(e) })
	case *ir.One:
		w.inside(func() { w.selectOne(e) })
	case *ir.Fold:
		w.folding()
		w.inside(func() { w.selectFold(e) })
	default:
		return false
	}
	return true
}
