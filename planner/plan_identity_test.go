package planner_test

import (
	"fmt"
	"testing"

	"github.com/weftql/weft/planner"
)

func planOf(t *testing.T, query string) *planner.Plan {
	t.Helper()
	return newShop(t, query).prepare().Plan
}

func TestFingerprintTellsPlansApart(t *testing.T) {
	base := `query A { a: orders(limit: 1) { id customer { id } } count: order { id } }`
	same := []string{
		base,
		`query B {a:orders(limit:1){id,customer{id}} count: order { id }}`, // names and white space
		`{ a: orders(limit: 2) { id customer { id } } count: order { id } }`,
		`query ($n: Int) { a: orders(limit: $n) { id customer { id } } count: order { id } }`, // a variable for a literal
	}
	other := []string{
		`{ b: orders(limit: 1) { id customer { id } } count: order { id } }`,
		`{ a: orders(limit: 1) { id c: customer { id } } count: order { id } }`,
		`{ a: orders(limit: 1) { id customer { name } } count: order { id } }`,
		`{ a: orders(limit: 1) { id } count: order { id } }`,
		`{ count: order { id } a: orders(limit: 1) { id customer { id } } }`,
		`{ a: orders(limit: 1) { id customer { id } } count: order { id } t: __typename }`,
		`{ a: orders(limit: 1) { id customer { id orders { id } } } count: order { id } }`,
	}
	want := planOf(t, base).Fingerprint()
	for _, query := range same {
		if planOf(t, query).Fingerprint() != want {
			t.Errorf("differs: %s", query)
		}
	}
	for _, query := range other {
		if planOf(t, query).Fingerprint() == want {
			t.Errorf("is equal: %s", query)
		}
	}
}

func TestPlanReadsAndDependsOnWhatItsJoinsDo(t *testing.T) {
	g := newShop(t, `query ($n: Int) { orders { customer { orders(limit: $n) { id } } } reviews { count } }`)
	own(g.sources[crmID].data["customers"], "1", "2")
	p := g.prepare().Plan
	reads := p.Reads()
	if len(reads.Params) != 1 || fmt.Sprint(reads.Session) != "[x-hasura-user-id]" {
		t.Errorf("reads %+v", reads)
	}
	want := "[{remote_schema reviews  count false} {source crm  customer false} {source shop  orders false}]"
	if got := fmt.Sprint(p.Deps()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestCohortsAreToldApartByWhatThePlanReads(t *testing.T) {
	g := newShop(t, `query ($n: Int) { orders(limit: $n) { customer { id } } }`)
	own(g.sources[crmID].data["customers"], "1", "2")
	cohort := func(variables string, session *planner.Session) string {
		p, err := g.cache.Plan(t.Context(), request(t, g.request.Query, variables))
		if err != nil {
			t.Fatal(err)
		}
		return string(p.Plan.AppendCohort(nil, p.Params(session, map[string][]string{"X": {variables}}, variables)))
	}
	with := func(name, value string) *planner.Session {
		return &planner.Session{Variables: map[string]string{"x-hasura-user-id": "1", name: value}}
	}
	base := cohort(`{"n": 1}`, user("1"))
	if cohort(`{"n": 1}`, with("x-hasura-other", "2")) != base {
		t.Error("depends on what is not read")
	}
	seen := map[string]bool{base: true}
	for _, c := range []string{
		cohort(`{"n": 2}`, user("1")), cohort(`{"n": null}`, user("1")), cohort(`{}`, user("2")),
		cohort(`{"n": 1}`, user("2")), cohort(`{"n": 1}`, user("")), cohort(`{"n": 1}`, nil),
	} {
		if seen[c] {
			t.Errorf("%q is there twice", c)
		}
		seen[c] = true
	}
}
