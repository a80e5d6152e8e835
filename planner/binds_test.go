package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

// newPermit returns the shop whose orders show only to those who may see their customers.
func newPermit(t *testing.T, query string) *golden {
	t.Helper()
	g := newShop(t, query)
	g.option([]string{"permit", "source", "shop", "orders.customer_id", "source", "crm", "customers.id"})
	return g
}

func TestUsersShareNoAnswerOfABind(t *testing.T) {
	g := newPermit(t, `{ orders { id } }`)
	own(g.sources[crmID].data["customers"], "1", "2")
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "2", "1", "3")
	defer r.Release()
	expectReply(t, r, 0, `{"orders":[{"id":1},{"id":3}]}`)
	expectReply(t, r, 1, `{"orders":[{"id":2}]}`)
	expectReply(t, r, 2, `{"orders":[{"id":1},{"id":3}]}`)
	expectReply(t, r, 3, `{"orders":[]}`)
	g.expectRuns("source crm: which customers.id over 3", "source shop: orders { id } over 3")
}

func TestUsersWhoseBindsDoNotDependOnThemShareTheAnswer(t *testing.T) {
	g := newPermit(t, `{ orders { id } }`)
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "2")
	defer r.Release()
	expectReply(t, r, 0, `{"orders":[{"id":1},{"id":2},{"id":3}]}`)
	expectReply(t, r, 1, `{"orders":[{"id":1},{"id":2},{"id":3}]}`)
	g.expectRuns("source crm: which customers.id over 1", "source shop: orders { id } over 1")
}

func TestFailedBindOfOneRequestLeavesItsNeighbours(t *testing.T) {
	g := newPermit(t, `{ orders { id } }`)
	crm := g.sources[crmID]
	own(crm.data["customers"], "1", "2")
	crm.failFor = map[string]error{"2": planner.Invalid(nil, "no")}
	r := g.runAs(t.Context(), planner.RunOptions{}, "1", "2")
	defer r.Release()
	expectReply(t, r, 0, `{"orders":[{"id":1},{"id":3}]}`)
	expectFault(t, r.Err(1), "no")
}

func TestBindsArePartOfWhatAPlanIs(t *testing.T) {
	const query = `{ orders { id } }`
	plain, bound := newShop(t, query).prepare().Plan, newPermit(t, query).prepare().Plan
	if plain.Fingerprint() == bound.Fingerprint() {
		t.Error("plans with and without a bind have one fingerprint")
	}
	if deps := bound.Deps(); len(deps) != 2 || deps[0].Source != crmID || deps[0].Table != "customers" {
		t.Errorf("the plan depends on %+v", deps)
	}
	g := newPermit(t, query)
	own(g.sources[crmID].data["customers"], "1", "2")
	if reads := g.prepare().Plan.Reads(); len(reads.Session) != 1 {
		t.Errorf("the plan reads %+v, but its bind depends on the user", reads)
	}
}

func TestQueryWithoutItsPlanHasNoAnswerToAQuestion(t *testing.T) {
	p := newPermit(t, `{ orders { id } }`).prepare()
	out := planner.NewOutput(1, 1)
	in := &planner.Input{Params: []*planner.Params{p.Params(user("1"), nil, "")}, Rows: []planner.Row{{}}}
	if err := p.Plan.Roots[0].Query.Run(t.Context(), in, out); err != nil {
		t.Fatal(err)
	}
	if _, err := out.Get(0, 0); err == nil {
		t.Error("rows were answered without asking")
	}
}
