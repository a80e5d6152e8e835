package model

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
)

// Resolve orders inherited roles so that parents come before those who inherit from them.
// Roles that take part in a cycle, or inherit from one that does, are left out; cycles
// lists the names of each cycle. Parents that are not inherited roles are not looked at:
// whether they exist only the whole document can tell.
func Resolve(roles []InheritedRole) (ordered []InheritedRole, cycles [][]string) {
	w := walk{roles: map[string]InheritedRole{}, state: map[string]visit{}}
	for _, r := range roles {
		w.roles[r.Name] = r
	}
	for _, r := range roles {
		w.visit(r.Name)
	}
	return w.ordered, w.cycles
}

type visit uint8

const (
	unseen visit = iota
	onPath
	fine
	cyclic
)

type walk struct {
	roles   map[string]InheritedRole
	state   map[string]visit
	path    []string
	ordered []InheritedRole
	cycles  [][]string
}

// visit returns whether the role can be resolved.
func (w *walk) visit(name string) bool {
	role, inherited := w.roles[name]
	if !inherited {
		return true
	}
	switch w.state[name] {
	case fine:
		return true
	case cyclic:
		return false
	case onPath:
		w.cycles = append(w.cycles, slices.Clone(w.path[slices.Index(w.path, name):]))
		return false
	}
	w.state[name] = onPath
	w.path = append(w.path, name)
	ok := true
	for _, parent := range role.Parents {
		ok = w.visit(parent) && ok
	}
	w.path = w.path[:len(w.path)-1]
	w.state[name] = cyclic
	if ok {
		w.state[name] = fine
		w.ordered = append(w.ordered, role)
	}
	return ok
}

// inherit gives inherited roles what their parents have (contract/postgres-graphql.md 7.4).
// A permission that was defined for the role itself stays.
func (b *builder) inherit() {
	ordered, _ := Resolve(b.options.InheritedRoles)
	for _, role := range ordered {
		for _, t := range b.tracked {
			b.inheritTable(role, t)
		}
		for _, m := range b.allModels() {
			if m.permissions[role.Name] != nil {
				continue
			}
			if p := combineSelect(parents(role, func(parent string) *SelectPermission { return m.permissions[parent] })); p != nil {
				m.permissions[role.Name] = p
				b.roles[role.Name] = true
			}
		}
		for _, f := range b.model.Functions {
			if slices.ContainsFunc(role.Parents, func(parent string) bool { return f.roles[parent] }) {
				f.roles[role.Name] = true
				b.roles[role.Name] = true
			}
		}
	}
}

// allModels are the logical models, those written in native queries included.
func (b *builder) allModels() []*LogicalModel {
	models := slices.Clone(b.model.LogicalModels)
	for _, q := range b.model.NativeQueries {
		if q.Returns.Name == "" {
			models = append(models, q.Returns)
		}
	}
	return models
}

// parents returns what the role's parents have, without those who have nothing.
func parents[P any](role InheritedRole, of func(parent string) *P) []*P {
	var out []*P
	for _, name := range role.Parents {
		if p := of(name); p != nil {
			out = append(out, p)
		}
	}
	return out
}

func (b *builder) inheritTable(role InheritedRole, t *trackedTable) {
	of := parents(role, func(parent string) *Permissions { return t.permissions[parent] })
	if len(of) == 0 {
		return
	}
	own := t.permissions[role.Name]
	if own == nil {
		own = &Permissions{}
	}
	merged := *own
	if merged.Select == nil && !t.refused["select "+role.Name] {
		merged.Select = combineSelect(defined(of, func(p *Permissions) *SelectPermission { return p.Select }))
	}
	if merged.Insert == nil && !t.refused["insert "+role.Name] {
		merged.Insert = inheritEqual(b, role, t.Table, "insert", defined(of, func(p *Permissions) *InsertPermission { return p.Insert }), (*InsertPermission).text)
	}
	if merged.Update == nil && !t.refused["update "+role.Name] {
		merged.Update = inheritEqual(b, role, t.Table, "update", defined(of, func(p *Permissions) *UpdatePermission { return p.Update }), (*UpdatePermission).text)
	}
	if merged.Delete == nil && !t.refused["delete "+role.Name] {
		merged.Delete = inheritEqual(b, role, t.Table, "delete", defined(of, func(p *Permissions) *DeletePermission { return p.Delete }), (*DeletePermission).text)
	}
	if merged != (Permissions{}) {
		t.permissions[role.Name] = &merged
		b.roles[role.Name] = true
	}
}

func defined[P any](of []*Permissions, pick func(*Permissions) *P) []*P {
	var out []*P
	for _, p := range of {
		if picked := pick(p); picked != nil && !slices.Contains(out, picked) {
			out = append(out, picked)
		}
	}
	return out
}

// inheritEqual inherits a permission that all parents who define it define equally; else
// the role gets none, and the conflict is reported.
func inheritEqual[P any](b *builder, role InheritedRole, t *Table, kind string, of []*P, text func(*P) string) *P {
	if len(of) == 0 {
		return nil
	}
	for _, p := range of[1:] {
		if text(p) != text(of[0]) {
			b.cannotInherit(role.Name, t, kind)
			return nil
		}
	}
	return of[0]
}

func (b *builder) cannotInherit(role string, t *Table, kind string) {
	entity := append([]byte(nil), `{"permission_type":`...)
	entity = planner.AppendJSONString(entity, kind)
	entity = planner.AppendJSONString(append(entity, `,"source":`...), b.md.Name)
	entity = planner.AppendJSONString(append(entity, `,"table":`...), t.Name.String())
	b.report(Inconsistency{
		Type: "inherited role permission inconsistency",
		Name: role,
		Reason: fmt.Sprintf("Could not inherit permission for the role '%s' for the entity: '%s permission, table: %s, source: '%s''",
			role, kind, t.Name, b.md.Name),
		Entity: append(entity, '}'),
	})
}

// text is equal for permissions that permit the same.
func (p *InsertPermission) text() string {
	return fmt.Sprintf("%s %s %s %t %s", Text(p.Check), columnsText(p.Columns), presetsText(p.Presets), p.BackendOnly, p.ValidateInput)
}

func (p *UpdatePermission) text() string {
	check := "none"
	if p.Check != nil {
		check = Text(p.Check)
	}
	return fmt.Sprintf("%s %s %s %s %t %s", Text(p.Filter), check, columnsText(p.Columns), presetsText(p.Presets), p.BackendOnly, p.ValidateInput)
}

func (p *DeletePermission) text() string {
	return fmt.Sprintf("%s %t %s", Text(p.Filter), p.BackendOnly, p.ValidateInput)
}

func columnsText(columns []*Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return quoted(names)
}

func presetsText(presets []Preset) string {
	var b strings.Builder
	for _, p := range presets {
		fmt.Fprintf(&b, "%q=%s ", p.Column.Name, operandText(p.Value))
	}
	return b.String()
}

// combineSelect joins select permissions: rows that any grants, columns that any grants,
// each cell only in the rows of those who grant it.
func combineSelect(of []*SelectPermission) *SelectPermission {
	if len(of) < 2 {
		if len(of) == 0 {
			return nil
		}
		return of[0]
	}
	out := &SelectPermission{Limit: NoLimit}
	filters := make([]BoolExp, len(of))
	columns := grants[*Column]{}
	computed := grants[*ComputedField]{}
	for i, p := range of {
		filters[i] = p.Filter
		out.Limit = max(out.Limit, p.Limit)
		out.AllowAggregations = out.AllowAggregations || p.AllowAggregations
		out.Query |= p.Query
		out.Subscription |= p.Subscription
		for _, f := range p.Nested {
			if !slices.Contains(out.Nested, f) {
				out.Nested = append(out.Nested, f)
			}
		}
		for _, c := range p.Columns {
			columns.add(c.Column, p.Filter, c.When)
		}
		for _, f := range p.ComputedFields {
			computed.add(f.Field, p.Filter, f.When)
		}
	}
	out.Filter = anyOf(filters)
	for _, c := range slices.SortedFunc(maps.Keys(columns), func(x, y *Column) int { return x.Index - y.Index }) {
		out.Columns = append(out.Columns, ReadableColumn{Column: c, When: columns[c].when(len(of))})
	}
	for _, f := range slices.SortedFunc(maps.Keys(computed), func(x, y *ComputedField) int { return strings.Compare(x.Name, y.Name) }) {
		out.ComputedFields = append(out.ComputedFields, ReadableComputed{Field: f, When: computed[f].when(len(of))})
	}
	return out
}

// grants collects for each field under which conditions parents grant it.
type grants[F comparable] map[F]*grant

type grant struct {
	whole      int // parents that grant it in all of their rows
	conditions []BoolExp
}

func (g grants[F]) add(field F, filter, when BoolExp) {
	one := g[field]
	if one == nil {
		one = &grant{}
		g[field] = one
	}
	if when == nil {
		one.whole++
		one.conditions = append(one.conditions, filter)
		return
	}
	one.conditions = append(one.conditions, all([]BoolExp{filter, when}))
}

// when returns the condition of a cell: none if every parent grants it in all of its rows.
func (g *grant) when(parents int) BoolExp {
	if g.whole == parents {
		return nil
	}
	return anyOf(g.conditions)
}

// anyOf joins conditions with OR, each once; one that always holds decides.
func anyOf(conditions []BoolExp) BoolExp {
	seen := map[string]bool{}
	var terms []BoolExp
	for _, c := range conditions {
		text := Text(c)
		if text == trueText {
			return True
		}
		if !seen[text] {
			seen[text] = true
			terms = append(terms, c)
		}
	}
	return some(terms)
}
