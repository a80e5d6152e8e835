package permissiontest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/weftql/weft/planner"
)

// stream is a streaming subscription (contract/postgres-graphql.md 4.8): batches of the rows
// after a value, in the order of its column.
type stream struct {
	table  *table
	column *column
	desc   bool
	size   int // of a batch
	where  expr
	from   any // the initial value
	fields []*field
}

// TestStreamsAreWhatIsPermitted follows generated streams of every role, all sessions in one
// run, batch by batch to their end.
func TestStreamsAreWhatIsPermitted(t *testing.T) {
	s := newStage(t)
	batches := 0
	for n := *first; n < *first+min(*worlds, 4); n++ {
		w := newWorld(*seed, uint64(n)) //nolint:gosec // not negative
		p := grantAll(w)
		s.build(t, w)
		weft := s.open(t, p)
		for _, role := range everybody {
			sessions := w.sessions(role)
			for range *queries / 4 {
				a := &asker{world: w, v: p.view(role, sessions[0])}
				if f := a.stream(); f != nil {
					batches += weft.follow(t, a, f, sessions)
				}
			}
		}
		weft.close()
	}
	if batches == 0 {
		t.Error("no stream had a row")
	}
	t.Logf("%d batches", batches)
}

// stream makes a stream, nil when the draw is none the role has.
func (a *asker) stream() *stream {
	t := pick(a.world, a.tables)
	columns := filter(t.columns, func(c *column) bool { return a.v.offers(c) && c.kind.sorts() && c.kind != boolean })
	if !a.v.sees(t) || len(columns) == 0 {
		return nil
	}
	f := &stream{table: t, column: pick(a.world, columns), desc: a.chance(40), size: 1 + a.rng.IntN(3), fields: a.fields(t, a.depth())}
	if a.chance(40) {
		f.where = a.where(t, 1)
	}
	f.from = a.constantOf(left{column: f.column}, f.column.kind)
	if a.chance(60) { // before all rows
		first := map[bool][2]any{false: {int64(-1 << 31), ""}, true: {int64(1<<31 - 1), "~~"}}[f.desc]
		f.from = map[kind]any{integer: first[0], float: toFloat(first[0]), text: first[1]}[f.column.kind]
	}
	return f
}

func (f *stream) text(a *asker) string {
	r := &renderer{asker: a, variables: object{}, literals: true}
	args := fmt.Sprintf("batch_size: %d, cursor: {initial_value: {%s: %s}, ordering: %s}", f.size, f.column.name, graphql(f.from), map[bool]string{true: "DESC", false: "ASC"}[f.desc])
	if f.where != nil {
		args += ", where: " + r.condition(f.table, f.where)
	}
	return "subscription { r: " + f.table.name + "_stream(" + args + ") " + r.selection(f.fields) + " }"
}

// batch is what follows a value, and the value to go on with, nil at the end.
func (v *view) batch(f *stream, from any) (want, any) {
	op := map[bool]string{true: "_lt", false: "_gt"}[f.desc]
	after := filter(v.permitted(f.table, f.table.rows, streamRows), func(r *row) bool {
		return holds(op, v.show(r, f.column, orderCell), from) == yes && (f.where == nil || eval(f.where, v, r, r) == yes)
	})
	size := f.size
	if limit := v.limit(f.table); limit >= 0 {
		size = min(size, limit)
	}
	list := items{limit: -1}
	var next any
	n := 0
	for _, group := range v.refine([][]*row{after}, term{column: f.column, direction: map[bool]string{true: "desc", false: "asc"}[f.desc]}) {
		if n >= size { // rows that are equal in the column come together
			break
		}
		var same tier
		for _, r := range group {
			same = append(same, v.row(f.fields, r))
			next = v.show(r, f.column, orderCell)
		}
		n += len(group)
		list.tiers = append(list.tiers, same)
	}
	return members{keys: []string{"r"}, values: []want{list}}, next
}

// follow runs a stream for all sessions until none has more, and returns how many batches
// had rows.
func (s *served) follow(t *testing.T, a *asker, f *stream, sessions []session) int {
	t.Helper()
	text, role := f.text(a), planner.Role{Name: a.v.role}
	prepared, err := s.cache(t, role).Plan(t.Context(), &planner.Request{Query: text})
	if refusesElsewhere(err) && slices.ContainsFunc(a.tables, func(t *table) bool {
		return slices.ContainsFunc(a.v.grants(t), func(g *grant) bool { return asksElsewhere(g.filter) })
	}) {
		return 0
	}
	if err != nil {
		t.Fatalf("role %s\n%s\n%v", role.Name, text, err)
	}
	cursor, ok := prepared.Plan.Cursor()
	if !ok {
		t.Fatalf("%s: no stream", text)
	}
	views, from, params := make([]*view, len(sessions)), make([]any, len(sessions)), make([]*planner.Params, len(sessions))
	for i, variables := range sessions {
		views[i], from[i] = a.v.p.view(a.v.role, variables), f.from
		params[i] = prepared.Params(&planner.Session{Role: role, Variables: variables}, nil, "")
	}
	for batches := 0; ; {
		answers, next := s.step(t, prepared.Plan, params)
		more := false
		for i, v := range views {
			expected, after := v.batch(f, from[i])
			got, err := decode(answers[i])
			why := v.leaked(answers[i], false)
			if err == nil && why == "" {
				why = expected.differs(got)
			}
			if why == "" && !sameCursor(after, next[i]) {
				why = fmt.Sprintf("got cursor %+v, want %v", next[i], after)
			}
			if err != nil || why != "" {
				t.Fatalf("role %s, session %s\n%s\nfrom %v: %s %v\nanswer %s", role.Name, encode(sessions[i]), text, from[i], why, err, answers[i])
			}
			if after != nil {
				more, from[i], params[i] = true, after, params[i].With(cursor, next[i])
				batches++
			}
		}
		if !more {
			return batches
		}
	}
}

// step runs one batch of each session.
func (s *served) step(t *testing.T, plan *planner.Plan, params []*planner.Params) (answers [][]byte, next []*planner.Value) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	result := plan.Run(ctx, params, planner.RunOptions{})
	defer result.Release()
	for i := range params {
		if err := result.Err(i); err != nil {
			t.Fatal(err)
		}
		answers, next = append(answers, result.AppendReply(nil, i)), append(next, result.Next(i))
	}
	return answers, next
}

// refusesElsewhere tells whether an error is the contract's for subscriptions to what
// another database permits (contract/subscriptions.md 6).
func refusesElsewhere(err error) bool {
	var fault *planner.Fault
	return errors.As(err, &fault) && fault.Code == planner.CodeNotSupported && fault.Message == "subscriptions on this field is not supported"
}

// asksElsewhere tells whether a rule reads another database.
func asksElsewhere(e expr) bool {
	switch e := e.(type) {
	case allOf:
		return slices.ContainsFunc(e, asksElsewhere)
	case anyOf:
		return slices.ContainsFunc(e, asksElsewhere)
	case notOf:
		return asksElsewhere(e.of)
	case related:
		return asksElsewhere(e.of)
	case relatedByFunction:
		return asksElsewhere(e.of)
	case exists:
		return asksElsewhere(e.of)
	}
	_, ok := e.(elsewhere)
	return ok
}

func sameCursor(want any, got *planner.Value) bool {
	if want == nil || got == nil {
		return want == nil && got == nil
	}
	decoded, err := decode(got.AppendJSON(nil))
	return err == nil && equal(want, decoded)
}
