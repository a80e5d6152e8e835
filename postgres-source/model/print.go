package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// String prints the model for golden files and people: everything it decided, one thing a
// line. Admin's permissions, which are always the same, are left out.
func (m *Model) String() string {
	p := &printer{}
	for _, t := range m.Tables {
		p.table(t)
		for _, role := range slices.Sorted(maps.Keys(m.granted[t].roles)) {
			p.permissions(role, m.Permissions(t, role))
		}
	}
	for _, f := range m.Functions {
		p.function(f)
	}
	for _, l := range m.LogicalModels {
		p.line(0, "logical model %s", l.Name)
		p.logical(l)
	}
	for _, q := range m.NativeQueries {
		p.native(q)
	}
	if len(m.Roles) > 0 {
		p.line(0, "roles %s", strings.Join(m.Roles, ", "))
	}
	return p.out.String()
}

type printer struct{ out strings.Builder }

func (p *printer) line(depth int, format string, args ...any) {
	p.out.WriteString(strings.Repeat("  ", depth))
	fmt.Fprintf(&p.out, format, args...)
	p.out.WriteByte('\n')
}

// marks joins the words whose condition holds, each after a blank.
func marks(words ...any) string {
	var out strings.Builder
	for i := 0; i < len(words); i += 2 {
		if words[i+1].(bool) {
			fmt.Fprintf(&out, " %s", words[i])
		}
	}
	return out.String()
}

func (p *printer) table(t *Table) {
	p.line(0, "table %s%s", t.Name, marks("named "+t.CustomName, t.CustomName != "", "not exposed", !t.Exposed, "federated", t.Federation))
	for _, c := range t.Columns {
		enum := ""
		if c.Enum != nil {
			enum = "of enum " + c.Enum.Table.Name.String()
		}
		p.line(1, "column %s %s%s", c.Name, c.Type().SQL, marks("as "+c.Field, c.Field != c.Name, "not null", c.SQL.NotNull,
			"key", slices.Contains(t.PrimaryKey, c), enum, enum != ""))
	}
	if t.Enum != nil {
		for _, v := range t.Enum.Values {
			p.line(1, "value %s %q", v.Name, v.Description)
		}
	}
	for _, r := range t.Relationships {
		p.relationship(r)
	}
	for _, f := range t.ComputedFields {
		p.computed(f)
	}
	for _, r := range t.RemoteRelationships {
		var fields []string
		for _, f := range r.Fields {
			fields = append(fields, f.Name)
		}
		p.line(1, "remote %s from %s", r.Name, strings.Join(fields, ", "))
	}
}

func (p *printer) relationship(r *Relationship) {
	kind, target := "object", "native query "
	if r.Array {
		kind = "array"
	}
	if r.Target != nil {
		target = r.Target.Name.String()
	} else {
		target += r.Native.Name
	}
	var pairs []string
	for _, pair := range r.Pairs {
		pairs = append(pairs, pair.Local.Name+" = "+pair.Remote.Name)
	}
	p.line(1, "%s %s to %s on %s%s", kind, r.Name, target, strings.Join(pairs, ", "),
		marks("not null", r.NotNull, "after parent", r.AfterParent, "manual", r.ForeignKey == nil))
}

func (p *printer) computed(f *ComputedField) {
	p.line(1, "computed %s %s by %s%s", f.Name, answers(f), f.SQL.Name, callText(f.Args, f.Session))
}

func answers(f *ComputedField) string {
	if f.Returns != nil {
		return "rows of " + f.Returns.Name.String()
	}
	return f.Scalar.SQL
}

func callText(args []Argument, session *Argument) string {
	out := ""
	for _, a := range args {
		out += fmt.Sprintf(" %s: %s%s", a.Field, a.Type.SQL, marks("optional", a.HasDefault))
	}
	if session != nil {
		out += " session: " + session.Field
	}
	return out
}

func (p *printer) function(f *Function) {
	kind := "query"
	if f.Mutation {
		kind = "mutation"
	}
	p.line(0, "function %s %s of %s%s%s", f.Name, kind, f.Returns.Name, marks("set", f.Set, "named "+f.CustomName, f.CustomName != ""), callText(f.Args, f.Session))
	if f.inferred {
		p.line(1, "for whoever may select")
	}
	if len(f.roles) > 0 {
		p.line(1, "for %s", strings.Join(slices.Sorted(maps.Keys(f.roles)), ", "))
	}
}

func (p *printer) logical(l *LogicalModel) {
	for _, f := range l.Fields {
		switch {
		case f.Column != nil:
			p.line(1, "field %s %s%s", f.Name, f.Column.Type().SQL, marks("nullable", f.Nullable))
		default:
			p.line(1, "field %s of model %s%s", f.Name, f.Model.Name, marks("list", f.Array, "nullable", f.Nullable))
		}
	}
	for _, role := range slices.Sorted(maps.Keys(l.permissions)) {
		p.permissions(role, &Permissions{Select: l.permissions[role]})
	}
}

func (p *printer) native(q *NativeQuery) {
	p.line(0, "native query %s of model %s", q.Name, q.Returns.Name)
	if q.Returns.Name == "" {
		p.logical(q.Returns)
	}
	for _, piece := range q.Code {
		if piece.Arg < 0 {
			p.line(1, "code %q", piece.Text)
		} else {
			a := q.Args[piece.Arg]
			p.line(1, "argument %s %s%s", a.Name, a.Type.SQL, marks("nullable", a.Nullable))
		}
	}
	for _, r := range q.Relationships {
		p.relationship(r)
	}
}

func (p *printer) permissions(role string, of *Permissions) {
	p.line(1, "role %s", role)
	if s := of.Select; s != nil {
		p.line(2, "select where %s%s", Text(s.Filter), marks(fmt.Sprint("limit ", s.Limit), s.Limit != NoLimit, "aggregate", s.AllowAggregations))
		for _, c := range s.Columns {
			p.cell(c.Column.Name, c.When)
		}
		for _, f := range s.ComputedFields {
			p.cell(f.Field.Name+"()", f.When)
		}
		for _, f := range s.Nested {
			p.line(3, "%s of model %s", f.Name, f.Model.Name)
		}
		p.line(3, "query%s; subscription%s", s.Query, s.Subscription)
	}
	if i := of.Insert; i != nil {
		p.line(2, "insert check %s%s", Text(i.Check), marks("backend only", i.BackendOnly, "validated", i.ValidateInput != nil))
		p.line(3, "columns %s set %s", columnsText(i.Columns), presetsText(i.Presets))
	}
	if u := of.Update; u != nil {
		check := "none"
		if u.Check != nil {
			check = Text(u.Check)
		}
		p.line(2, "update where %s check %s%s", Text(u.Filter), check, marks("backend only", u.BackendOnly, "validated", u.ValidateInput != nil))
		p.line(3, "columns %s set %s", columnsText(u.Columns), presetsText(u.Presets))
	}
	if d := of.Delete; d != nil {
		p.line(2, "delete where %s%s", Text(d.Filter), marks("backend only", d.BackendOnly, "validated", d.ValidateInput != nil))
	}
}

func (p *printer) cell(name string, when BoolExp) {
	if when == nil {
		p.line(3, "%s", name)
		return
	}
	p.line(3, "%s where %s", name, Text(when))
}

// String prints the fields' names, each after a blank.
func (r RootFields) String() string {
	return marks("select", r.Has(RootSelect), "select_by_pk", r.Has(RootSelectByPK),
		"select_aggregate", r.Has(RootSelectAggregate), "select_stream", r.Has(RootSelectStream), "none", r == 0)
}
