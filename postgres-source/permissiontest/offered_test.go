package permissiontest_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// unexpected compares what a role's schema has with what it should: nobody orders by what
// he cannot name. It returns the differences, "" when there are none.
func (v *view) unexpected(s *planner.Schema, relay bool) string {
	var b strings.Builder
	compare := func(what string, got, want []string) { compareNames(&b, what, got, want) }
	for _, op := range []ast.Operation{ast.Query, ast.Subscription} {
		compare(string(op), rootNames(s, op), v.roots(op, relay))
	}
	for _, t := range v.p.world.tables {
		if !v.sees(t) {
			if s.Type(t.name) != nil {
				fmt.Fprintf(&b, "there is a type %s\n", t.name)
			}
			continue
		}
		compare(t.name, namesIn(s.Type(t.name)), v.rowNames(t, relay))
		compare(t.name+"_bool_exp", namesIn(s.Type(t.name+"_bool_exp")), v.conditionNames(t))
		compare(t.name+"_order_by", namesIn(s.Type(t.name+"_order_by")), v.orderNames(t))
		columns := v.columnNames(t, func(*column) bool { return true })
		compare(t.name+"_select_column", namesIn(s.Type(t.name+"_select_column")), columns)
		compare(t.name+"_stream_cursor_value_input", namesIn(s.Type(t.name+"_stream_cursor_value_input")), columns)
		v.comparesTotals(s, t, compare)
	}
	for _, m := range v.p.world.models {
		if !v.sees(m) || relay {
			if s.Type(m.name) != nil {
				fmt.Fprintf(&b, "there is a type %s\n", m.name)
			}
			continue
		}
		compare(m.name, namesIn(s.Type(m.name)), v.rowNames(m, false))
		compare(m.name+"_bool_exp", namesIn(s.Type(m.name+"_bool_exp")), v.conditionNames(m))
		compare(m.name+"_order_by", namesIn(s.Type(m.name+"_order_by")), v.orderNames(m))
	}
	return b.String()
}

// compareNames writes in which names two lists differ.
func compareNames(b *strings.Builder, what string, got, want []string) {
	slices.Sort(got)
	slices.Sort(want)
	for _, name := range got {
		if !slices.Contains(want, name) {
			fmt.Fprintf(b, "%s has %s\n", what, name)
		}
	}
	for _, name := range want {
		if !slices.Contains(got, name) {
			fmt.Fprintf(b, "%s lacks %s\n", what, name)
		}
	}
}

// comparesTotals compares the members of aggregates.
func (v *view) comparesTotals(s *planner.Schema, t *table, compare func(what string, got, want []string)) {
	for _, function := range append([]string{"max", "min"}, numericOnly...) {
		columns := v.columnNames(t, func(c *column) bool { return takes(function, c.kind) })
		if order := s.Type(t.name + "_" + function + "_order_by"); order != nil {
			compare(order.Name, namesIn(order), slices.Clone(columns))
		}
		if !v.aggregates(t) {
			continue
		}
		for _, f := range t.computed {
			if f.returns == nil && v.offersField(f) && takes(function, f.kind) {
				columns = append(columns, f.name)
			}
		}
		compare(t.name+"_"+function+"_fields", namesIn(s.Type(t.name+"_"+function+"_fields")), columns)
	}
}

func rootNames(s *planner.Schema, op ast.Operation) []string {
	return slices.DeleteFunc(namesIn(s.Root(op)), func(name string) bool { return name == "no_queries_available" })
}

// namesIn are the names of a type's fields, inputs or values.
func namesIn(t *planner.Type) []string {
	var out []string
	if t == nil {
		return nil
	}
	for _, f := range t.Fields {
		out = append(out, f.Name)
	}
	for _, in := range t.Inputs {
		out = append(out, in.Name)
	}
	for _, value := range t.Values {
		out = append(out, value.Name)
	}
	return out
}

// roots are the role's root fields.
func (v *view) roots(op ast.Operation, relay bool) []string {
	if relay {
		return v.relayRoots(op)
	}
	var out []string
	entities := false
	for _, t := range v.p.world.tables {
		if !v.sees(t) {
			continue
		}
		add := func(kind, name string) {
			if op == ast.Subscription || v.root(t, kind) {
				out = append(out, name)
			}
		}
		add("select", t.name)
		if v.readsKey(t) {
			add("select_by_pk", t.name+"_by_pk")
			entities = true
		}
		if v.aggregates(t) {
			add("select_aggregate", t.name+"_aggregate")
		}
		if op == ast.Subscription && slices.ContainsFunc(t.columns, v.offers) {
			out = append(out, t.name+"_stream")
		}
	}
	for _, f := range v.p.world.functions {
		if !v.sees(f.returns) {
			continue
		}
		out = append(out, f.name)
		if v.aggregates(f.returns) {
			out = append(out, f.name+"_aggregate")
		}
	}
	for _, f := range v.p.world.natives {
		if v.sees(f.returns) {
			out = append(out, f.name)
		}
	}
	if entities && op == ast.Query {
		out = append(out, "_entities")
	}
	return out
}

func (v *view) relayRoots(op ast.Operation) []string {
	var out []string
	seen := filter(v.p.world.tables, v.sees)
	for _, t := range seen {
		if op == ast.Subscription || v.root(t, "select") {
			out = append(out, t.name+"_connection")
		}
	}
	for _, f := range v.p.world.functions {
		if v.sees(f.returns) {
			out = append(out, f.name+"_connection")
		}
	}
	if len(seen) > 0 {
		out = append(out, "node")
	}
	return out
}

func (v *view) readsKey(t *table) bool {
	return !slices.ContainsFunc(t.key, func(c *column) bool { return !v.offers(c) })
}

func (v *view) columnNames(t *table, is func(*column) bool) []string {
	var out []string
	for _, c := range t.columns {
		if v.offers(c) && is(c) {
			out = append(out, c.name)
		}
	}
	return out
}

func (v *view) rowNames(t *table, relay bool) []string {
	out := v.columnNames(t, func(*column) bool { return true })
	if relay && !slices.Contains(out, "id") {
		out = append(out, "id")
	}
	for _, f := range t.computed {
		if v.offersField(f) {
			out = append(out, f.name)
		}
	}
	for _, r := range t.relations {
		if !v.sees(r.to) {
			continue
		}
		out = append(out, r.name)
		if r.array && v.aggregates(r.to) {
			out = append(out, r.name+"_aggregate")
		}
		if relay && r.array && !r.across {
			out = append(out, r.name+"_connection")
		}
	}
	return out
}

func (v *view) conditionNames(t *table) []string {
	out := append(v.columnNames(t, func(*column) bool { return true }), "_and", "_or", "_not")
	for _, f := range t.computed {
		if v.offersField(f) && len(f.args) == 0 {
			out = append(out, f.name)
		}
	}
	for _, r := range t.relations {
		if r.across || !v.sees(r.to) {
			continue
		}
		out = append(out, r.name)
		if r.array && v.aggregates(r.to) {
			out = append(out, r.name+"_aggregate")
		}
	}
	return out
}

func (v *view) orderNames(t *table) []string {
	out := v.columnNames(t, func(*column) bool { return true })
	for _, f := range t.computed {
		switch {
		case !v.offersField(f) || len(f.args) > 0:
		case f.returns != nil:
			out = append(out, f.name+"_aggregate")
		default:
			out = append(out, f.name)
		}
	}
	for _, r := range t.relations {
		switch {
		case r.across || !v.sees(r.to):
		case r.array:
			out = append(out, r.name+"_aggregate")
		default:
			out = append(out, r.name)
		}
	}
	return out
}
