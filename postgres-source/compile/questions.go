package compile

import (
	"fmt"
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// questions are what the permissions in the statements of one call ask of other sources.
// While the call is compiled they grow; the statements that a run makes find theirs.
type questions struct {
	list   []planner.Question
	known  map[questionKey]int
	closed bool
}

// questionKey finds conditions that ask the same.
type questionKey struct {
	relationship *model.RemoteRelationship
	text         string
}

func newQuestions() *questions { return &questions{known: map[questionKey]int{}} }

// index returns the number of the question that a condition asks; false when it is too late
// to ask.
func (q *questions) index(b *model.RelatedElsewhere) (int, bool) {
	key := questionKey{b.Relationship, model.Text(b)}
	if i, ok := q.known[key]; ok || q.closed {
		return i, ok
	}
	to := b.Relationship.Metadata.ToSource
	ask := &Ask{Table: to.Table, Where: b}
	for _, pair := range to.FieldMapping {
		ask.Columns = append(ask.Columns, pair.Remote)
	}
	q.known[key] = len(q.list)
	q.list = append(q.list, planner.Question{Source: planner.ID{Kind: planner.DatabaseSource, Name: to.Source}, Ask: ask})
	return len(q.list) - 1, true
}

// elsewhere compiles a condition on a table of another source: the row's own values are
// among those that the other source answered, compared as this database compares
// (contract/postgres-graphql.md 3.5). NULL is among nothing.
func (c *compiler) elsewhere(b *model.RelatedElsewhere, s scope) ir.Expr {
	n, ok := c.questions.index(b)
	if !ok {
		return c.fail(planner.Faultf(planner.CodeUnexpected, c.path, "a permission asks what was not foreseen"))
	}
	fields := b.Relationship.Fields
	values, arrays := make([]ir.Expr, len(fields)), make([]ir.Expr, len(fields))
	for i := range fields {
		value, t := c.local(&fields[i], s)
		values[i], arrays[i] = value, c.asked(n, i, arrayOf(t))
	}
	if len(fields) == 1 {
		return &ir.AnyOf{Op: ir.Eq, Left: values[0], Array: arrays[0]}
	}
	rows := &ir.Rows{Alias: c.alias(), From: &ir.Together{Arrays: arrays}}
	for i, v := range values {
		rows.Join = append(rows.Join, ir.Equal{Column: ir.TogetherColumn(i), To: v})
	}
	return &ir.Exists{Rows: rows}
}

// local is a value of this side of a remote relationship.
func (c *compiler) local(f *model.LocalField, s scope) (ir.Expr, *catalog.Type) {
	if f.Column != nil {
		return &ir.ColumnOf{Rows: s.rows, Name: f.Column.Name}, f.Column.Type()
	}
	return c.computedScalar(f.Computed, s, nil), f.Computed.Scalar
}

// asked is the array of the values of one column that a question was answered with.
func (c *compiler) asked(question, column int, t *catalog.Type) ir.Expr {
	name := fmt.Sprintf("answer %d column %d", question, column)
	return c.input(Input{kind: fromQuestion, question: question, column: column}, name, t)
}

// askedText returns the array's text from what the other source answered.
func (in *Input) askedText(p *planner.Params) (text []byte, null bool, err error) {
	json, err := p.Bound(in.question)
	if err != nil {
		return nil, false, err
	}
	answer, err := planner.ParseValue(json)
	if err != nil {
		return nil, false, fmt.Errorf("what another source answered for a permission: %w", err)
	}
	count, column := answer.Member(askedCount), answer.Member(strconv.Itoa(in.column))
	switch n, err := strconv.Atoi(textOr(count, "")); {
	case err != nil || column == nil:
		return nil, false, fmt.Errorf("another source answered %.100s for a permission", json)
	case n > maxAsked:
		return nil, false, planner.Faultf(planner.CodeNotSupported, nil, "a permission depends on more than %d values of another source", maxAsked)
	}
	return []byte(textOr(column, "{}")), false, nil
}

// textOr returns a scalar's text, or another for null and for none.
func textOr(v *planner.Value, or string) string {
	if v == nil || v.Kind == planner.Null {
		return or
	}
	return v.Text
}
