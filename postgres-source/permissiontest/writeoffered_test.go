package permissiontest_test

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// unexpectedWrites compares what a role's schema lets it write with what it was granted. It
// returns the differences, "" when there are none.
func (v *view) unexpectedWrites(s *planner.Schema) string {
	var b strings.Builder
	compareNames(&b, "mutation", namesIn(s.Root(ast.Mutation)), v.writingRoots())
	for _, t := range slices.Concat(v.p.world.tables, v.p.world.views) {
		g := v.p.writeGrant(v.role, t)
		if v.role == "admin" && t.base != nil {
			continue // the database does not tell which columns of a view are generated
		}
		if g.insert != nil {
			inputs := givenNames(g.insert.columns, g.insert.presets)
			for _, r := range t.relations {
				if !r.across && v.p.writeGrant(v.role, r.to).insert != nil {
					inputs = append(inputs, r.name)
				}
			}
			compareNames(&b, t.name+"_insert_input", namesIn(s.Type(t.name+"_insert_input")), inputs)
		}
		if g.insert != nil && t.base == nil {
			compareNames(&b, t.name+"_update_column", namesIn(s.Type(t.name+"_update_column")), v.conflictNames(g))
		}
		if g.update != nil {
			compareNames(&b, t.name+"_set_input", namesIn(s.Type(t.name+"_set_input")), givenNames(g.update.columns, g.update.presets))
		}
	}
	return b.String()
}

func givenNames(columns []*column, presets []preset) []string {
	return columnNames(filter(columns, gives(columns, presets)))
}

// conflictNames are what on_conflict may update.
func (v *view) conflictNames(g *writeGrant) []string {
	if g.update != nil {
		if names := givenNames(g.update.columns, g.update.presets); len(names) > 0 {
			return names
		}
	}
	return []string{"_PLACEHOLDER"}
}

// writingRoots are the role's root fields of mutations.
func (v *view) writingRoots() []string {
	var out []string
	for _, t := range slices.Concat(v.p.world.tables, v.p.world.views) {
		g := v.p.writeGrant(v.role, t)
		keyed := t.base == nil && v.sees(t) && v.readsKey(t)
		add := func(granted bool, names ...string) {
			if granted {
				out = append(out, names...)
			}
		}
		add(g.insert != nil, "insert_"+t.name)
		add(g.insert != nil && v.sees(t), "insert_"+t.name+"_one")
		add(g.update != nil, "update_"+t.name, "update_"+t.name+"_many")
		add(g.update != nil && keyed, "update_"+t.name+"_by_pk")
		add(g.remove != nil, "delete_"+t.name)
		add(g.remove != nil && keyed, "delete_"+t.name+"_by_pk")
	}
	for _, f := range v.p.world.writers {
		if v.sees(f.returns) && v.p.calls(v.role, f) {
			out = append(out, f.name)
		}
	}
	return out
}
