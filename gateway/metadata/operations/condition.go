package operations

import (
	"encoding/json"
	"strings"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// visitor is shown every name in a condition and answers what it is to be called; visitors
// that only look answer the same name.
type visitor struct {
	column func(table sqlname.Name, name string) string
	// field is shown relationships, computed fields and remote relationships.
	field func(table sqlname.Name, kind member, name string) string
	// table is shown tables that are named (_exists) or led to.
	table func(name sqlname.Name) sqlname.Name
	// elsewhere is shown columns of tables that relationships to sources lead to.
	elsewhere func(at place, name string) string
	// compared, when set, is shown what a column is compared with.
	compared func(table sqlname.Name, name string, v *planner.Value)
}

// conditionWalk walks one condition (contract/postgres-graphql.md 3.5). What does not parse
// or resolve is left as it is: it is inconsistent, and reported when an epoch is built.
type conditionWalk struct {
	*resolver
	visit visitor
	root  sqlname.Name // the table the permission is on
}

// condition rewrites a condition on a table. The text itself is returned when nothing
// changes.
func (r *resolver) condition(table sqlname.Name, text json.RawMessage, visit visitor) json.RawMessage {
	v, err := planner.ParseValue(text)
	if err != nil {
		return text
	}
	w := conditionWalk{resolver: r, visit: visit, root: table}
	out := w.object(v, table)
	if out.Equal(v) {
		return text
	}
	return out.AppendJSON(nil)
}

func (w conditionWalk) object(v *planner.Value, table sqlname.Name) *planner.Value {
	if v.Kind != planner.Object {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		out.Members = append(out.Members, w.member(m, table))
	}
	return out
}

func (w conditionWalk) member(m planner.Member, table sqlname.Name) planner.Member {
	switch plain := strings.TrimPrefix(strings.TrimPrefix(m.Name, "$"), "_"); plain {
	case m.Name: // no operator: the name of a column or relationship
	case "and", "or":
		return planner.Member{Name: m.Name, Value: w.list(m.Value, table)}
	case "not":
		return planner.Member{Name: m.Name, Value: w.object(m.Value, table)}
	case "exists":
		return planner.Member{Name: m.Name, Value: w.exists(m.Value)}
	}
	return w.field(m, table)
}

func (w conditionWalk) list(v *planner.Value, table sqlname.Name) *planner.Value {
	if v.Kind != planner.List {
		return w.object(v, table)
	}
	out := &planner.Value{Kind: planner.List}
	for _, item := range v.Items {
		out.Items = append(out.Items, w.object(item, table))
	}
	return out
}

func (w conditionWalk) exists(v *planner.Value) *planner.Value {
	named := v.Member("_table")
	if v.Kind != planner.Object || named == nil {
		return v
	}
	name, err := postgres.ParseName(named.AppendJSON(nil))
	if err != nil {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	fresh := w.visit.table(name)
	for _, m := range v.Members {
		switch {
		case m.Name == "_table" && fresh != name:
			m.Value, _ = planner.ParseValue(postgres.Definition(fresh)) // our own JSON parses
		case m.Name == "_where":
			m.Value = w.object(m.Value, name)
		}
		out.Members = append(out.Members, m)
	}
	return out
}

func (w conditionWalk) field(m planner.Member, table sqlname.Name) planner.Member {
	kind, target := w.resolver.member(table, m.Name)
	switch kind {
	case columnMember:
		if w.visit.compared != nil {
			w.visit.compared(table, m.Name, m.Value)
		}
		return planner.Member{Name: w.visit.column(table, m.Name), Value: w.comparisons(m.Value, table)}
	case relationshipMember, computedMember:
		out := planner.Member{Name: w.visit.field(table, kind, m.Name), Value: m.Value}
		if target == (sqlname.Name{}) {
			out.Value = w.comparisons(m.Value, table)
			return out
		}
		w.visit.table(target)
		out.Value = w.object(m.Value, target)
		return out
	case remoteMember:
		return planner.Member{Name: w.visit.field(table, kind, m.Name), Value: w.elsewhere(m.Value, table, m.Name)}
	}
	return m
}

// elsewhere is the condition on the target of a relationship to a source: one comparison of
// one column.
func (w conditionWalk) elsewhere(v *planner.Value, table sqlname.Name, relationship string) *planner.Value {
	at, ok := w.resolver.elsewhere(table, relationship)
	if !ok || v.Kind != planner.Object {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		out.Members = append(out.Members, planner.Member{Name: w.visit.elsewhere(at, m.Name), Value: m.Value})
	}
	return out
}

// comparisons looks for the names of columns on the right side of _ceq and its like.
func (w conditionWalk) comparisons(v *planner.Value, table sqlname.Name) *planner.Value {
	if v.Kind != planner.Object {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		switch strings.TrimLeft(m.Name, "_$") {
		case "ceq", "cne", "cneq", "cgt", "clt", "cgte", "clte":
			m.Value = w.columnOperand(m.Value, table)
		case "cast":
			m.Value = w.casts(m.Value, table)
		}
		out.Members = append(out.Members, m)
	}
	return out
}

func (w conditionWalk) casts(v *planner.Value, table sqlname.Name) *planner.Value {
	if v.Kind != planner.Object {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		out.Members = append(out.Members, planner.Member{Name: m.Name, Value: w.comparisons(m.Value, table)})
	}
	return out
}

// columnOperand is `"c"`, `["c"]` or `["$", "c"]`.
func (w conditionWalk) columnOperand(v *planner.Value, table sqlname.Name) *planner.Value {
	if v.Kind == planner.String {
		return planner.StringValue(w.visit.column(table, v.Text))
	}
	if v.Kind != planner.List || len(v.Items) == 0 || v.Items[len(v.Items)-1].Kind != planner.String {
		return v
	}
	if first := v.Items[0]; len(v.Items) > 1 && first.Kind == planner.String && first.Text == "$" {
		table = w.root
	}
	last := len(v.Items) - 1
	out := &planner.Value{Kind: planner.List, Items: append([]*planner.Value(nil), v.Items...)}
	out.Items[last] = planner.StringValue(w.visit.column(table, v.Items[last].Text))
	return out
}
