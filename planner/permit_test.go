package planner_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/weftql/weft/planner"
)

// permit is a permission that reads another source: rows of a table show only if the other
// source holds a member of theirs.
type permit struct {
	table, member string
	source        planner.ID
	ask           jsonAsk
}

// jsonAsk asks for a member of all rows of a table.
type jsonAsk struct{ table, member string }

// concerns tells whether a call reads the table.
func (p *permit) concerns(spec *planner.CallSpec) bool {
	if spec.Link != nil {
		return spec.Link.Target.(planner.ToRows).Table == p.table
	}
	return slices.ContainsFunc(spec.Columns, func(s *planner.Selection) bool { return s.Type.Name == p.table })
}

// among reads the other source's answer.
func (p *permit) among(answer []byte) func(row map[string]any) bool {
	var values []json.RawMessage
	if err := json.Unmarshal(answer, &values); err != nil {
		panic(err)
	}
	return func(row map[string]any) bool {
		have, _ := json.Marshal(row[p.member])
		return slices.ContainsFunc(values, func(v json.RawMessage) bool { return string(v) == string(have) })
	}
}

// Respond implements [planner.Respondent].
func (s *jsonSource) Respond(ask any) (planner.Query, error) {
	a, ok := ask.(jsonAsk)
	if !ok {
		return nil, fmt.Errorf("cannot answer %T", ask)
	}
	return &jsonResponse{jsonQuery{source: s, text: "which " + a.table + "." + a.member}, a}, nil
}

// jsonResponse answers an ask with the rows that the user owns.
type jsonResponse struct {
	jsonQuery
	ask jsonAsk
}

func (q *jsonResponse) Fingerprint() planner.Fingerprint { return sha256.Sum256([]byte(q.text)) }

func (q *jsonResponse) Deps() []planner.Dep {
	return []planner.Dep{{Source: q.source.id, Table: q.ask.table}}
}

func (q *jsonResponse) Run(_ context.Context, in *planner.Input, out *planner.Output) error {
	q.source.note(q.describe(in))
	for row := range in.Rows {
		user, _ := in.ParamsOf(row).Session.Variable("x-hasura-user-id")
		if err := q.source.failFor[user]; err != nil {
			out.Fail(row, 0, err)
			continue
		}
		r := jsonRun{query: &q.jsonQuery, params: in.ParamsOf(row)}
		values := []any{}
		for _, object := range q.source.data[q.ask.table].([]any) {
			if r.owned(object) {
				values = append(values, object.(map[string]any)[q.ask.member])
			}
		}
		json, err := json.Marshal(values)
		if err != nil {
			return err
		}
		out.Set(row, 0, json)
	}
	return nil
}
