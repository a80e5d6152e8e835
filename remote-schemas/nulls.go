package remote

import (
	"slices"

	"github.com/weftql/weft/planner"
)

// withoutNulls returns v without the members of objects that are null, at any depth
// (HASURA_GRAPHQL_REMOTE_SCHEMA_SKIP_NULLS). A null in a list stays: it has a place.
func withoutNulls(v *planner.Value) *planner.Value {
	switch {
	case v == nil:
		return nil
	case v.Kind == planner.List:
		list := &planner.Value{Kind: planner.List, Items: slices.Clone(v.Items)}
		for i, item := range list.Items {
			list.Items[i] = withoutNulls(item)
		}
		return list
	case v.Kind == planner.Object:
		object := &planner.Value{Kind: planner.Object}
		for _, m := range v.Members {
			if !m.Value.IsNull() {
				object.Members = append(object.Members, planner.Member{Name: m.Name, Value: withoutNulls(m.Value)})
			}
		}
		return object
	}
	return v
}
