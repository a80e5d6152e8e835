package schema

import (
	"cmp"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
)

// Fields that are derived from a relationship (`R_aggregate`, `R_connection`) may have the
// name that the database or the metadata gives to another field. What was named on purpose
// stays, and the derived one is hidden: a schema never has two fields of one name.

// sortFields sorts fields by name, and hides the derived ones whose names are taken.
func sortFields(fields []*planner.Field) []*planner.Field {
	slices.SortStableFunc(fields, func(a, b *planner.Field) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), derivedLast(a.Meta, b.Meta))
	})
	return slices.CompactFunc(fields, func(a, b *planner.Field) bool { return a.Name == b.Name })
}

// sortInputs is sortFields for the members of conditions and orderings.
func sortInputs(inputs []*planner.InputValue) []*planner.InputValue {
	slices.SortStableFunc(inputs, func(a, b *planner.InputValue) int {
		return cmp.Or(strings.Compare(a.Name, b.Name), derivedLast(a.Meta, b.Meta))
	})
	return slices.CompactFunc(inputs, func(a, b *planner.InputValue) bool { return a.Name == b.Name })
}

func derivedLast(a, b any) int { return cmp.Compare(derived(a), derived(b)) }

// derived is 1 for the meaning of a derived field.
func derived(meta any) int {
	switch meta.(type) {
	case *RelationshipAggregate, *RelationshipConnection, *AggregatePredicate, *ComputedAggregate:
		return 1
	}
	return 0
}
