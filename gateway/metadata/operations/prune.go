package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// edit takes what is gone out of a thing, which stays.
func (d *Draft) edit(f *fallout, r *resolver, what thing) {
	i := d.sourceIndex(what.source)
	if i < 0 || r == nil {
		return
	}
	e := partEdit{fallout: f, resolver: r, at: place{what.source, what.table}}
	switch what.kind {
	case nativeQueryThing:
		e.editNativeQuery(d.own(i), what.name)
	case logicalModelThing:
		e.editModel(d.own(i), what.name)
	case eventTriggerThing:
		if t := d.ownedTable(e.at); t != nil {
			e.editTrigger(t, what.name)
		}
	case permissionThing:
		if t := d.ownedTable(e.at); t != nil {
			e.editPermission(t, what)
		}
	default: // nothing else has light references
	}
}

func (e partEdit) editPermission(t *metadata.Table, permission thing) {
	switch role := permission.name; permission.detail {
	case "select":
		replaceWith(t.SelectPermissions, selectKind.index(t, role), func(p *metadata.SelectPermission) {
			p.Columns, p.Filter = e.columns(p.Columns), e.rule(p.Filter)
			p.ComputedFields = slices.DeleteFunc(slices.Clone(p.ComputedFields), func(name string) bool { return e.isGone(computedFieldThing, name) })
		})
	case "insert":
		replaceWith(t.InsertPermissions, insertKind.index(t, role), func(p *metadata.InsertPermission) {
			p.Columns, p.Set, p.Check = e.columns(p.Columns), e.presets(p.Set), e.rule(p.Check)
		})
	case "update":
		replaceWith(t.UpdatePermissions, updateKind.index(t, role), func(p *metadata.UpdatePermission) {
			p.Columns, p.Set, p.Filter, p.Check = e.columns(p.Columns), e.presets(p.Set), e.rule(p.Filter), e.rule(p.Check)
		})
	case "delete":
		replaceWith(t.DeletePermissions, deleteKind.index(t, role), func(p *metadata.DeletePermission) { p.Filter = e.rule(p.Filter) })
	}
}

// partEdit edits one thing of a source: a part of the table at, or what has rules as
// permissions have.
type partEdit struct {
	*fallout
	resolver *resolver
	at       place
}

func (e partEdit) isGone(kind thingKind, name string) bool {
	return e.gone(thing{kind: kind, source: e.at.source, table: e.at.table, name: name})
}

func (e partEdit) columns(c metadata.Columns) metadata.Columns {
	if c.All {
		return c
	}
	c.Names = slices.DeleteFunc(slices.Clone(c.Names), func(name string) bool { return e.isGone(columnThing, name) })
	return c
}

func (e partEdit) presets(set []metadata.Preset) []metadata.Preset {
	return slices.DeleteFunc(slices.Clone(set), func(p metadata.Preset) bool { return e.isGone(columnThing, p.Column) })
}

func (e partEdit) rule(text json.RawMessage) json.RawMessage {
	if text == nil {
		return nil
	}
	v, err := planner.ParseValue(text)
	if err != nil {
		return text
	}
	p := pruning{edit: e}
	out := p.object(v, e.at.table, true)
	if out.Equal(v) {
		return text
	}
	return out.AppendJSON(nil)
}

// pruning replaces the parts of a condition that name something that is gone: by what is
// false where the condition grants and by what is true below a _not, so that whatever the
// part would have said, no row is let through that was kept out before.
type pruning struct{ edit partEdit }

// nothing is a condition that no row fulfils.
func nothing() *planner.Value {
	return &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "_or", Value: &planner.Value{Kind: planner.List}}}}
}

// object prunes `{...}`, all of whose members hold. grants is false below an odd number of
// _nots.
func (p pruning) object(v *planner.Value, table sqlname.Name, grants bool) *planner.Value {
	if v.Kind != planner.Object {
		return v
	}
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		pruned, whole := p.member(m, table, grants)
		switch {
		case whole && grants:
			return nothing()
		case !whole:
			out.Members = append(out.Members, pruned)
		}
	}
	return out
}

// member prunes one member and tells whether it has to go as a whole.
func (p pruning) member(m planner.Member, table sqlname.Name, grants bool) (planner.Member, bool) {
	switch m.Name {
	case "_and", "$and", "_or", "$or":
		return planner.Member{Name: m.Name, Value: p.list(m.Value, table, grants)}, false
	case "_not", "$not":
		return planner.Member{Name: m.Name, Value: p.object(m.Value, table, !grants)}, false
	}
	return m, p.namesGone(m, table)
}

func (p pruning) list(v *planner.Value, table sqlname.Name, grants bool) *planner.Value {
	if v.Kind != planner.List {
		return p.object(v, table, grants)
	}
	out := &planner.Value{Kind: planner.List}
	for _, item := range v.Items {
		out.Items = append(out.Items, p.object(item, table, grants))
	}
	return out
}

// namesGone tells whether anything in a member is gone.
func (p pruning) namesGone(m planner.Member, table sqlname.Name) bool {
	found := false
	source := p.edit.at.source
	look := visitor{
		column: func(table sqlname.Name, name string) string {
			found = found || p.edit.gone(place{source, table}.column(name))
			return name
		},
		field: func(table sqlname.Name, kind member, name string) string {
			found = found || p.edit.gone(thing{kind: fieldKinds[kind], source: source, table: table, name: name})
			return name
		},
		table: func(name sqlname.Name) sqlname.Name {
			found = found || p.edit.gone(wholeTable(place{source, name}))
			return name
		},
		elsewhere: func(at place, name string) string {
			found = found || p.edit.gone(at.column(name))
			return name
		},
	}
	w := conditionWalk{resolver: p.edit.resolver, visit: look, root: p.edit.at.table}
	w.member(m, table)
	return found
}
