package model

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/planner"
)

// inherit gives inherited roles what their parents have of everything but tables
// (contract/postgres-graphql.md 7.4). A permission that was defined for the role itself stays.
func (b *builder) inherit() {
	for _, role := range b.inherited {
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

// inheritTable is inherit of one table.
func (b *builder) inheritTable(g *granted, role InheritedRole, t *Table) {
	of := parents(role, func(parent string) *Permissions { return g.roles[parent] })
	if len(of) == 0 {
		return
	}
	own := g.roles[role.Name]
	if own == nil {
		own = &Permissions{}
	}
	merged := *own
	if merged.Select == nil && !g.refused["select "+role.Name] {
		merged.Select = combineSelect(defined(of, func(p *Permissions) *SelectPermission { return p.Select }))
	}
	if merged.Insert == nil && !g.refused["insert "+role.Name] {
		merged.Insert = inheritEqual(b, g, role, t, "insert", defined(of, func(p *Permissions) *InsertPermission { return p.Insert }), (*InsertPermission).text)
	}
	if merged.Update == nil && !g.refused["update "+role.Name] {
		merged.Update = inheritEqual(b, g, role, t, "update", defined(of, func(p *Permissions) *UpdatePermission { return p.Update }), (*UpdatePermission).text)
	}
	if merged.Delete == nil && !g.refused["delete "+role.Name] {
		merged.Delete = inheritEqual(b, g, role, t, "delete", defined(of, func(p *Permissions) *DeletePermission { return p.Delete }), (*DeletePermission).text)
	}
	if merged != (Permissions{}) {
		g.roles[role.Name] = &merged
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
func inheritEqual[P any](b *builder, g *granted, role InheritedRole, t *Table, kind string, of []*P, text func(*P) string) *P {
	if len(of) == 0 {
		return nil
	}
	for _, p := range of[1:] {
		if text(p) != text(of[0]) {
			g.conflicts[role.Name] = append(g.conflicts[role.Name], b.cannotInherit(role.Name, t, kind))
			return nil
		}
	}
	return of[0]
}

func (b *builder) cannotInherit(role string, t *Table, kind string) Inconsistency {
	entity := append([]byte(nil), `{"permission_type":`...)
	entity = planner.AppendJSONString(entity, kind)
	entity = planner.AppendJSONString(append(entity, `,"source":`...), b.md.Name)
	entity = planner.AppendJSONString(append(entity, `,"table":`...), t.Name.String())
	return Inconsistency{
		Type: "inherited role permission inconsistency",
		Name: role,
		Reason: fmt.Sprintf("Could not inherit permission for the role '%s' for the entity: '%s permission, table: %s, source: '%s''",
			role, kind, t.Name, b.md.Name),
		Entity: append(entity, '}'),
	}
}
