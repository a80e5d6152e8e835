package permissiontest_test

import (
	"errors"
	"fmt"
	"maps"
	"testing"

	"github.com/weftql/weft/planner"
)

// TestMissingVariablesAreErrors asks with one session variable less: the answer is an error
// that names it, or one that does not depend on it
// (contract/postgres-graphql.md 7.3).
func TestMissingVariablesAreErrors(t *testing.T) {
	s := newStage(t)
	refused := 0
	for n := *first; n < *first+min(*worlds, 3); n++ {
		w := newWorld(*seed, uint64(n)) //nolint:gosec // not negative
		p := grantAll(w)
		s.build(t, w)
		weft := s.open(t, p)
		for _, role := range everybody {
			refused += missing(t, p, weft, role)
		}
		weft.close()
	}
	if refused == 0 {
		t.Error("no query was refused")
	}
}

// missing asks queries of a role and returns how many were refused.
func missing(t *testing.T, p *permissions, weft *served, role string) int {
	t.Helper()
	w, refused := p.world, 0
	for range *queries / 4 {
		full, other := w.session(role), w.session(role)
		a := &asker{world: w, v: p.view(role, full)}
		q := a.request()
		if q == nil {
			continue
		}
		name := pick(w, []string{"x-hasura-id", "x-hasura-word", "x-hasura-nums", "x-hasura-words", "x-hasura-flag"})
		less := maps.Clone(full)
		delete(less, name)
		answers, errs := weft.ask(t, planner.Role{Name: role}, q, []session{less, full})
		if errs[1] != nil {
			t.Errorf("role %s\n%s\nvariables %s\nwith all variables: want an answer, got %v", role, q.text, encode(q.variables), errs[1])
		}
		if errs[0] != nil {
			if refused++; !namesMissing(errs[0], name) {
				t.Errorf("role %s\n%s\nwithout %s: want an error that names it, got %v", role, q.text, name, errs[0])
			}
			continue
		}
		got, err := decode(answers[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range []string{full[name], other[name]} {
			with := maps.Clone(full)
			with[name] = v
			if why := p.view(role, with).answer(q.fields).differs(got); why != "" {
				t.Errorf("role %s\n%s\nvariables %s\nwithout %s: want an error, or the answer with %q: %s", role, q.text, encode(q.variables), name, v, why)
			}
		}
	}
	return refused
}

// namesMissing tells whether an error is the contract's for a variable that is missing.
func namesMissing(err error, variable string) bool {
	var fault *planner.Fault
	return errors.As(err, &fault) && fault.Code == planner.CodeNotFound &&
		fault.Message == fmt.Sprintf("missing session variable: %q", variable)
}
