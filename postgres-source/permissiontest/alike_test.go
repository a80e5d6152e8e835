package permissiontest_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/weftql/weft/planner"
)

// TestAskingAlikeIsSharedOnlyWhenRightForBoth runs two requests in one run of one plan, as
// live queries do whenever the fingerprints of their plans are equal: of two users, of two
// roles whose rules differ in little, of queries that differ in their values. Each must get
// what its own role and session permit.
func TestAskingAlikeIsSharedOnlyWhenRightForBoth(t *testing.T) {
	s := newStage(t)
	shared := map[string]int{}
	for n := *first; n < *first+min(*worlds, 4); n++ {
		w := newWorld(*seed, uint64(n)) //nolint:gosec // not negative
		p := grantAll(w)
		for _, t := range slices.Concat(w.tables, w.models) {
			if g := p.grants["one"][t]; g != nil {
				p.grants["three"][t] = w.alike(g)
			} else {
				delete(p.grants["three"], t)
			}
		}
		s.build(t, w)
		weft := s.open(t, p)
		for range *queries {
			for _, roles := range [][2]string{{"one", "one"}, {"one", "three"}, {"heir", "heir"}} {
				if weft.together(t, p, roles) {
					shared[roles[0]+" with "+roles[1]]++
				}
			}
		}
		weft.close()
	}
	t.Logf("shared: %v", shared)
	for _, roles := range []string{"one with one", "one with three", "heir with heir"} {
		if shared[roles] == 0 {
			t.Errorf("nothing was shared of %s", roles)
		}
	}
}

// together asks a query as one role and one that is alike as another, in one run if their
// plans say that they may share it.
func (s *served) together(t *testing.T, p *permissions, roles [2]string) bool {
	t.Helper()
	w := p.world
	var views [2]*view
	for i, role := range roles {
		views[i] = p.view(role, w.session(role))
	}
	a := &asker{world: w, v: views[0]}
	first := a.request()
	if first == nil {
		return false
	}
	second := &request{fields: a.alike(first.fields)}
	first.render(a, false)
	second.render(a, false)
	var plans [2]*planner.Prepared
	var params []*planner.Params
	for i, q := range []*request{first, second} {
		role := planner.Role{Name: roles[i]}
		variables, err := planner.ParseValue(encode(q.variables))
		if err != nil {
			t.Fatal(err)
		}
		if plans[i], err = s.cache(t, role).Plan(t.Context(), &planner.Request{Query: q.text, Variables: variables}); err != nil {
			t.Fatalf("role %s\n%s\nwant an answer, got %v", role.Name, q.text, err)
		}
		params = append(params, plans[i].Params(&planner.Session{Role: role, Variables: views[i].s}, nil, ""))
	}
	if plans[0].Plan.Fingerprint() != plans[1].Plan.Fingerprint() {
		return false
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	result := plans[0].Plan.Run(ctx, params, planner.RunOptions{})
	defer result.Release()
	for i, q := range []*request{first, second} {
		why := fmt.Sprint("want an answer, got ", result.Err(i))
		if result.Err(i) == nil {
			why = views[i].judge(q, result.AppendReply(nil, i))
		}
		if why != "" {
			t.Fatalf("role %s, session %s\n%s\nin one run with role %s, session %s\n%s\n%s\npermissions of both:\n%s%s",
				roles[i], encode(views[i].s), q.text, roles[1-i], encode(views[1-i].s), second.text, why, p.describe(roles[0], first), p.describe(roles[1], second))
		}
	}
	return true
}

// judge returns what is wrong with an answer, "" when nothing is.
func (v *view) judge(q *request, answer []byte) string {
	if why := v.leaked(answer, q.relay); why != "" {
		return "LEAK: " + why
	}
	got, err := decode(answer)
	if err != nil {
		return err.Error()
	}
	return v.answer(q.fields).differs(got)
}

// alike returns a grant that differs in some constants and session variables of its rule.
func (w *world) alike(g *grant) *grant {
	other := *g
	other.filter = w.vary(g.filter, true)
	return &other
}

// vary changes some of the values a condition compares with, and some operators.
func (w *world) vary(e expr, permission bool) expr {
	each := func(of []expr) []expr {
		out := make([]expr, len(of))
		for i := range of {
			out[i] = w.vary(of[i], permission)
		}
		return out
	}
	switch e := e.(type) {
	case allOf:
		return allOf(each(e))
	case anyOf:
		return anyOf(each(e))
	case notOf:
		return notOf{w.vary(e.of, permission)}
	case related:
		return related{e.over, w.vary(e.of, permission)}
	case relatedByFunction:
		return relatedByFunction{e.over, w.vary(e.of, permission)}
	case exists:
		return exists{e.table, w.vary(e.of, permission)}
	case elsewhere:
		return elsewhere{e.over, w.vary(e.of, permission).(compare)}
	case compare:
		return w.varyCompare(e, permission)
	}
	return e
}

// inequalities are operators that take the same operands.
var inequalities = []string{"_gt", "_lt", "_gte", "_lte"}

func (w *world) varyCompare(e compare, permission bool) expr {
	switch {
	case e.left.kind() == integer && slices.Contains(inequalities, e.op) && w.chance(25):
		e.op = pick(w, inequalities)
	case e.right.column != nil || e.op == "_is_null" || w.chance(50):
	case e.right.session == "" && (e.right.isList || e.right.constant != nil):
		e.right = w.constant(e.left, e.op)
	case permission && e.right.session != "":
		e.right.session = w.sessionOperand(e.left.kind(), e.op)
	}
	return e
}

// alike returns fields that differ in some values.
func (a *asker) alike(fields []*field) []*field {
	out := make([]*field, len(fields))
	for i, f := range fields {
		out[i] = &field{f.alias, a.alikeField(f.what)}
	}
	return out
}

func (a *asker) alikeField(what any) any {
	switch f := what.(type) {
	case one:
		return one{f.over, a.alike(f.fields)}
	case list:
		return list{f.from, a.alikeCollection(f.args), a.alike(f.fields)}
	case single:
		return single{f.from, a.alikeCollection(f.args), a.alike(f.fields)}
	case totals:
		f.args = a.alikeCollection(f.args)
		if f.nodes != nil {
			f.nodes = a.alike(f.nodes)
		}
		return f
	case byKey:
		return byKey{f.table, a.key(f.table), a.alike(f.fields)}
	}
	return what
}

func (a *asker) alikeCollection(c collection) collection {
	if c.where != nil {
		c.where = a.vary(c.where, false)
	}
	if c.limit >= 0 {
		c.limit = a.rng.IntN(5)
	}
	if c.offset >= 0 {
		c.offset = a.rng.IntN(4)
	}
	return c
}
