package operations

import (
	"encoding/json"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// typeDependents lists the permissions that compare a column with values written in the
// metadata: those depend on the column's type.
func (d *Draft) typeDependents(column thing) (list []thing) {
	i := d.sourceIndex(column.source)
	if i < 0 {
		return nil
	}
	s := d.doc.Sources[i]
	r := d.resolver(s)
	for _, t := range s.Tables {
		for verb, rules := range rulesOf(t) {
			for role, texts := range rules {
				if r.comparesLiterally(t.Table, texts, column) {
					list = append(list, thing{kind: permissionThing, source: s.Name, table: t.Table, name: role, detail: verb})
				}
			}
		}
	}
	return list
}

// rulesOf returns the conditions of a table's permissions by verb and role.
func rulesOf(t *metadata.Table) map[string]map[string][]json.RawMessage {
	rules := map[string]map[string][]json.RawMessage{"select": {}, "insert": {}, "update": {}, "delete": {}}
	for _, p := range t.SelectPermissions {
		rules["select"][p.Role] = []json.RawMessage{p.Filter}
	}
	for _, p := range t.InsertPermissions {
		rules["insert"][p.Role] = []json.RawMessage{p.Check}
	}
	for _, p := range t.UpdatePermissions {
		rules["update"][p.Role] = []json.RawMessage{p.Filter, p.Check}
	}
	for _, p := range t.DeletePermissions {
		rules["delete"][p.Role] = []json.RawMessage{p.Filter}
	}
	return rules
}

// comparesLiterally tells whether conditions on a table compare a column with a literal.
func (r *resolver) comparesLiterally(table sqlname.Name, conditions []json.RawMessage, column thing) bool {
	found := false
	for _, text := range conditions {
		if text == nil {
			continue
		}
		r.condition(table, text, visitor{
			column:    func(_ sqlname.Name, name string) string { return name },
			field:     func(_ sqlname.Name, _ member, name string) string { return name },
			table:     func(name sqlname.Name) sqlname.Name { return name },
			elsewhere: func(_ place, name string) string { return name },
			compared: func(table sqlname.Name, name string, v *planner.Value) {
				found = found || table == column.table && name == column.name && hasLiteral(v)
			},
		})
	}
	return found
}

// hasLiteral tells whether any comparison of a column is with a written value.
func hasLiteral(v *planner.Value) bool {
	if v.Kind != planner.Object {
		return !sessionVariable(v)
	}
	for _, m := range v.Members {
		switch strings.TrimLeft(m.Name, "_$") {
		case "ceq", "cne", "cneq", "cgt", "clt", "cgte", "clte", "is_null":
			continue
		}
		if !sessionVariable(m.Value) {
			return true
		}
	}
	return false
}

func sessionVariable(v *planner.Value) bool {
	text := strings.ToLower(v.Text)
	return v.Kind == planner.String && (strings.HasPrefix(text, "x-hasura-") || text == "req_user_id")
}
