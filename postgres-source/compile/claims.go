package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Claim names what of a field that databases share is this one's: the table of a global id,
// the entity types of representations. See [planner.Sharer].
func Claim(target *Target, f *planner.Selection) ([]string, error) {
	switch f.Field.Meta {
	case schema.RelayNode:
		op := argument(f, schema.ArgID)
		if op == nil {
			return nil, nil
		}
		id, fault := readNodeID(op.Fixed(), op.Path())
		if fault != nil {
			return nil, fault
		}
		if t, _ := target.nodeTable(id); t != nil {
			return []string{quotedTable(t.Name)}, nil
		}
	case schema.FederationEntities:
		return target.claimedTypes(argument(f, schema.ArgRepresentations)), nil
	}
	return nil, nil
}

// nodeTable is the table of a global id, with the name of its row type; nil when the role
// may not see its rows.
func (t *Target) nodeTable(id *planner.Value) (*model.Table, string) {
	table := t.Model.Table(sqlname.Name{Schema: id.Items[1].Text, Name: id.Items[2].Text})
	if table == nil || len(table.PrimaryKey) == 0 {
		return nil, ""
	}
	row, visible := t.Types.RowType(table)
	if !visible {
		return nil, ""
	}
	return table, row
}

// claimedTypes are the types of representations that are the target's entities.
func (t *Target) claimedTypes(representations *given) []string {
	if representations == nil {
		return nil
	}
	var names []string
	for _, item := range listItems(representations) {
		for _, m := range item.Fields() {
			if m.Name != "__typename" {
				continue
			}
			name := m.Value.Fixed().Text
			if !slices.Contains(names, name) && t.Types.Entity(name) != nil {
				names = append(names, name)
			}
		}
	}
	return names
}

// Clash is the error for something that several databases have: nothing tells which of them
// the client means.
func Clash(f *planner.Selection, claim string, sources []planner.ID) error {
	names := make([]string, len(sources))
	for i, id := range sources {
		names[i] = id.Name
	}
	in := strings.Join(names, ", ")
	if f.Field.Meta == schema.RelayNode {
		return planner.Invalid(argument(f, schema.ArgID).Path(),
			"invalid node id: this V1 node id matches more than one table across different sources: %s exists in sources %s", claim, in)
	}
	return planner.Invalid(argument(f, schema.ArgRepresentations).Path(), "%s exists in sources %s", claim, in)
}

// quotedTable is a table as messages show it: its schema is told only outside `public`.
func quotedTable(name sqlname.Name) string {
	if name.Schema == "public" {
		return fmt.Sprintf("%q", name.Name)
	}
	return fmt.Sprintf("%q", name.Schema+"."+name.Name)
}
