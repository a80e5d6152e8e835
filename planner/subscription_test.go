package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

// TestASubscriptionHasOneSource is contract/subscriptions.md 6.
func TestASubscriptionHasOneSource(t *testing.T) {
	source := func(kind planner.SourceKind, name string) *testSource {
		return newTestSource(t, kind, name, `type Subscription { `+name+`: Int `+name+`2: Int }`)
	}
	schema := mergeTestSources(t, planner.BindOptions{}, source(planner.DatabaseSource, "a"), source(planner.DatabaseSource, "b"), source(planner.ActionsSource, "run"))
	for fields, want := range map[string]string{
		"a a2":     "",
		"run run2": "",
		"a b":      "not-supported @ $: all fields of a subscription must be from the same source",
		"a run":    "not-supported @ $: async action queries with no relationships aren't expected to mix with normal source database queries",
		"run b":    "not-supported @ $: async action queries with no relationships aren't expected to mix with normal source database queries",
	} {
		op, err := bindRequest(schema, request(t, `subscription @_multiple_top_level_fields { `+fields+` }`, ""))
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if _, err := planner.Compile(schema, op); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s\n got %s\nwant %s", fields, got, want)
		}
	}
}
