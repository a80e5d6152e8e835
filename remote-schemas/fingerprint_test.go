package remote_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

// TestFingerprintTellsWorkApart: what makes another answer makes another fingerprint, and
// nothing else does.
func TestFingerprintTellsWorkApart(t *testing.T) {
	w := newWorld(t, nil)
	of := func(query string) planner.Fingerprint {
		prepared, err := w.prepare(t, planner.Admin, query, "")
		if err != nil {
			t.Fatal(err)
		}
		return prepared.Plan.Roots[0].Query.Fingerprint()
	}
	base := of(`{ items(first: 1) { name } }`)
	if same := `query Named { items(first: 2) {   name } }`; of(same) != base {
		t.Errorf("%s is other work", same)
	}
	for _, other := range []string{`{ items(first: 1) { n: name } }`, `{ items(first: 1) { name id } }`, `{ items(sort: NAME) { name } }`, `{ x: items(first: 1) { name } }`} {
		if of(other) == base {
			t.Errorf("%s is the same work", other)
		}
	}
}

// TestTemplatesMakeFingerprintsDiffer: the documents of two links may be the same while
// what their templates send is not.
func TestTemplatesMakeFingerprintsDiffer(t *testing.T) {
	const query = `{ items(first: 1) { origin { forecast { tmax } } } }`
	w := newWorld(t, nil)
	fingerprint := func(links string) (planner.Fingerprint, string) {
		opts := options("shop", w.servers["shop"].URL)
		lead(links)(&opts)
		source, err := w.sources["shop"].Reopen(opts)
		if err != nil {
			t.Fatal(err)
		}
		w.sources["shop"], w.caches = source, map[string]*planner.Cache{}
		prepared, err := w.prepare(t, planner.Admin, query, "")
		if err != nil {
			t.Fatal(err)
		}
		join := prepared.Plan.Roots[0].Joins[0].Call.Query
		return join.Fingerprint(), join.String()
	}
	celsius, document := fingerprint(shopLinks)
	fahrenheit, other := fingerprint(strings.Replace(shopLinks, `"unit":"C"`, `"unit":"F"`, 1))
	if document != other {
		t.Fatalf("the test needs equal documents:\n%s\n%s", document, other)
	}
	if celsius == fahrenheit {
		t.Error("links with different templates have one fingerprint")
	}
	swapped, _ := fingerprint(strings.Replace(shopLinks, `"lat":"$lat","lon":"$lon"`, `"lat":"$lon","lon":"$lat"`, 1))
	if swapped == celsius {
		t.Error("links with different holes have one fingerprint")
	}
}

func TestRolesThatSeeDifferentPartsDoNotShareWork(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": permit(clerkSees)})
	var found []planner.Fingerprint
	for _, role := range []string{planner.Admin, "clerk"} {
		prepared, err := w.prepare(t, role, `{ items(first: 1) { name } }`, "")
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, prepared.Plan.Roots[0].Query.Fingerprint())
	}
	if found[0] == found[1] {
		t.Error("a role with presets shares the work of admin")
	}
}
