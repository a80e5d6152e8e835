package servertest

import (
	"context"
	"crypto/sha256"
	"slices"

	"github.com/weftql/weft/planner"
)

// query is a compiled call: one compiled field per column.
type query struct {
	source  *Source
	columns []compiled
	params  []planner.Param
	session []string
	text    string
}

type compiled struct {
	field *Field
	args  map[string]planner.Param
}

// Run asks each field for each row.
func (q *query) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	q.source.runs.Add(1)
	if q.source.Before != nil {
		if err := q.source.Before(ctx, in); err != nil {
			return err
		}
	}
	for row := range in.Rows {
		params := in.ParamsOf(row)
		for col, c := range q.columns {
			call := Call{Params: params, Args: map[string]string{}}
			for name, p := range c.args {
				if v := params.Value(p); v != nil && v.Kind != planner.Null {
					call.Args[name] = v.Text
				}
			}
			if c.field.Next != nil {
				if next := c.field.Next(call); next != "" {
					out.Next(row, planner.StringValue(next))
				}
			}
			if c.field.Final != nil && c.field.Final(call) {
				out.Final(row, col)
			}
			json, err := c.field.Answer(ctx, call)
			if err != nil {
				out.Fail(row, col, err)
				continue
			}
			out.Set(row, col, []byte(json))
		}
	}
	return nil
}

func (q *query) Fingerprint() planner.Fingerprint { return sha256.Sum256([]byte(q.text)) }

func (q *query) Reads() planner.Reads {
	session := slices.Clone(q.session)
	slices.Sort(session)
	return planner.Reads{Params: q.params, Session: slices.Compact(session)}
}

func (q *query) Deps() []planner.Dep { return []planner.Dep{q.source.Table()} }

func (q *query) String() string { return q.text }

// explainable is a query that implements [planner.Explainer].
type explainable struct{ *query }

// Explain returns the name of the field as its statement.
func (q explainable) Explain(_ context.Context, _ *planner.Input, col int) (string, []string, error) {
	return "SELECT " + q.columns[col].field.Name, q.source.Explained, nil
}

// stepping is a query that implements [planner.Stepper].
type stepping struct {
	*query
	cursor planner.Param
}

// Cursor is the parameter that holds the cursor.
func (q stepping) Cursor() planner.Param { return q.cursor }
