package permissiontest_test

import (
	"slices"
	"strings"
	"testing"
)

// The ways in which rows are written.
const (
	byInsert       = "insert"
	byInsertOne    = "insert_one"
	byNestedObject = "nested object"
	byNestedArray  = "nested array"
	byUpsert       = "upsert"
	byNestedUpsert = "nested upsert"
	byUpdate       = "update"
	byUpdateKey    = "update_by_pk"
	byUpdateMany   = "update_many"
	byDelete       = "delete"
	byDeleteKey    = "delete_by_pk"
	byFunction     = "function"
)

// What writes have in common that were decided upon, beside their way.
const (
	throughView      = "view"
	asHeir           = "inherited role"
	overRelationship = "rule over a relationship"
	overAnyRow       = "rule over any row"
	overFunction     = "rule over a computed field"
	overElsewhere    = "rule over another database"
	ofColumns        = "column"
	intoPartitions   = "upsert into partitions"
)

// decided are all of them: each run of the test must have seen each of them allow a write
// that landed, and deny one.
var decided = []string{
	byInsert, byInsertOne, byNestedObject, byNestedArray, byUpsert, byNestedUpsert, byUpdate, byUpdateKey, byUpdateMany,
	byDelete, byDeleteKey, byFunction, throughView, asHeir, overRelationship, overAnyRow, overFunction, overElsewhere, ofColumns,
	intoPartitions,
}

// judgedAfter is a cell that an heir sees by the state after the write, and would not by the
// one before it, or the other way round.
const judgedAfter = "cell judged by what was written"

// besides are what each run must have seen happen beside.
var besides = []string{
	"upsert denied by the filter", "upsert denied by the check", "update denied by the check", "left alone",
	"object relationship without a row", "array relationship without a row",
	"cascade", "unique", "not null", "foreign key", "refused", judgedAfter,
}

// tally counts what happened, by name.
type tally struct {
	allowed, denied map[string]int
	// beside are what the database did, not the permissions.
	beside map[string]int
}

func newTally() *tally {
	return &tally{allowed: map[string]int{}, denied: map[string]int{}, beside: map[string]int{}}
}

// of is where decisions are counted.
func (t *tally) of(allowed bool) map[string]int {
	if allowed {
		return t.allowed
	}
	return t.denied
}

// add adds what one mutation did; of one that was refused nothing landed.
func (t *tally) add(of *tally, refused bool) {
	for what, n := range of.denied {
		t.denied[what] += n
	}
	for what, n := range of.beside {
		t.beside[what] += n
	}
	if refused {
		return
	}
	for what, n := range of.allowed {
		t.allowed[what] += n
	}
}

// check fails the test for what was not seen.
func (t *tally) check(tb testing.TB) {
	tb.Helper()
	for _, way := range decided {
		tb.Logf("%-28s allowed %5d, denied %5d", way, t.allowed[way], t.denied[way])
		if t.allowed[way] == 0 || t.denied[way] == 0 {
			tb.Errorf("%s: allowed %d writes, denied %d", way, t.allowed[way], t.denied[way])
		}
	}
	tb.Logf("%v", t.beside)
	for _, what := range besides {
		if t.beside[what] == 0 {
			tb.Errorf("nothing was seen of: %s", what)
		}
	}
}

// decide counts a decision of a rule on a row of t.
func (x *scribe) decide(allowed bool, way string, t *table, rule expr) {
	into := x.did.of(allowed)
	into[way]++
	if t.base != nil {
		into[throughView]++
	}
	if slices.Contains(heirs, x.role) {
		into[asHeir]++
	}
	for _, over := range slices.Compact(slices.Sorted(slices.Values(looksOver(rule)))) {
		into[over]++
	}
}

// looksOver names what a rule asks beside the row.
func looksOver(e expr) []string {
	var out []string
	each := func(of []expr) {
		for _, term := range of {
			out = append(out, looksOver(term)...)
		}
	}
	switch e := e.(type) {
	case allOf:
		each(e)
	case anyOf:
		each(e)
	case notOf:
		each([]expr{e.of})
	case related:
		each([]expr{e.of})
		out = append(out, overRelationship)
	case relatedByFunction:
		each([]expr{e.of})
		out = append(out, overFunction)
	case exists:
		each([]expr{e.of})
		out = append(out, overAnyRow)
	case elsewhere:
		out = append(out, overElsewhere)
	}
	return out
}

// upserting is the way of an upsert in an insert by another.
func upserting(way string) string {
	if strings.HasPrefix(way, "nested") {
		return byNestedUpsert
	}
	return byUpsert
}
