package operations

import (
	"encoding/json"
	"slices"

	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// renamer carries new names through one table of the document, which the draft owns.
type renamer struct {
	*renaming
	*resolver
	at place
}

// rest is all but the permissions.
func (w renamer) rest(t *postgres.Table) {
	w.configuration(t)
	w.relationships(t.ObjectRelationships)
	w.relationships(t.ArrayRelationships)
	for i := range t.ComputedFields {
		replaceWith(t.ComputedFields, i, func(f *postgres.ComputedField) { f.Function = w.function(place{w.at.source, f.Function}) })
	}
	for i := range t.RemoteRelationships {
		replaceWith(t.RemoteRelationships, i, w.remote)
	}
	for i := range t.EventTriggers {
		replaceWith(t.EventTriggers, i, func(e *postgres.EventTrigger) {
			e.Raw = renameTriggerColumns(e.Raw, func(name string) string { return w.column(w.at, name) })
		})
	}
}

func (w renamer) configuration(t *postgres.Table) {
	if t.Configuration == nil {
		return
	}
	c := *t.Configuration
	c.ColumnConfig = renameKeys(c.ColumnConfig, func(name string) string { return w.column(w.at, name) })
	c.CustomColumnNames = renameKeys(c.CustomColumnNames, func(name string) string { return w.column(w.at, name) })
	t.Configuration = &c
}

func renameKeys[V any](m map[string]V, fresh func(string) string) map[string]V {
	if m == nil {
		return nil
	}
	out := make(map[string]V, len(m))
	for k, v := range m {
		out[fresh(k)] = v
	}
	return out
}

func (w renamer) relationships(list []*postgres.Relationship) {
	for i := range list {
		replaceWith(list, i, func(rel *postgres.Relationship) {
			if rel.Manual != nil {
				to := place{w.at.source, rel.Manual.RemoteTable}
				m := *rel.Manual
				m.RemoteTable = w.table(to)
				m.ColumnMapping = w.mapping(m.ColumnMapping, &w.at, to)
				rel.Manual = &m
				return
			}
			on, fk := w.at, *rel.ForeignKey
			if fk.Table != (sqlname.Name{}) {
				on.table = fk.Table
				fk.Table = w.table(on)
			}
			fk.Columns = w.columnsOf(on, fk.Columns)
			rel.ForeignKey = &fk
		})
	}
}

func (w renamer) remote(rel *postgres.RemoteRelationship) {
	if rel.ToSource != nil {
		to := *rel.ToSource
		target := place{to.Source, to.Table}
		to.Table, to.Source = w.table(target), w.renaming.source(to.Source)
		to.FieldMapping = w.mapping(to.FieldMapping, &w.at, target)
		rel.ToSource = &to
		return
	}
	to := *rel.ToRemoteSchema
	to.LHSFields = w.columnsOf(w.at, to.LHSFields)
	to.RemoteField = w.template(w.at, to.RemoteField)
	rel.ToRemoteSchema = &to
}

func (w renamer) permissions(t *postgres.Table) {
	for i := range t.SelectPermissions {
		replaceWith(t.SelectPermissions, i, func(p *postgres.SelectPermission) {
			p.Columns.Names, p.Filter = w.columnsOf(w.at, p.Columns.Names), w.rule(p.Filter)
			p.ComputedFields = w.computed(p.ComputedFields)
		})
	}
	for i := range t.InsertPermissions {
		replaceWith(t.InsertPermissions, i, func(p *postgres.InsertPermission) {
			p.Columns.Names, p.Check, p.Set = w.columnsOf(w.at, p.Columns.Names), w.rule(p.Check), w.presets(p.Set)
		})
	}
	for i := range t.UpdatePermissions {
		replaceWith(t.UpdatePermissions, i, func(p *postgres.UpdatePermission) {
			p.Columns.Names, p.Filter, p.Set = w.columnsOf(w.at, p.Columns.Names), w.rule(p.Filter), w.presets(p.Set)
			p.Check = w.rule(p.Check)
		})
	}
	for i := range t.DeletePermissions {
		replaceWith(t.DeletePermissions, i, func(p *postgres.DeletePermission) { p.Filter = w.rule(p.Filter) })
	}
}

// rule renames within a filter or check.
func (w renamer) rule(text json.RawMessage) json.RawMessage {
	if text == nil {
		return nil
	}
	return w.condition(w.at.table, text, w.visitor(w.at.source))
}

func (w renamer) computed(names []string) []string {
	out := slices.Clone(names)
	for i, name := range out {
		if fresh, ok := w.fields[fieldKey{w.at, name}]; ok {
			out[i] = fresh
		}
	}
	return out
}

func (w renamer) presets(set []postgres.Preset) []postgres.Preset {
	out := slices.Clone(set)
	for i := range out {
		out[i].Column = w.column(w.at, out[i].Column)
	}
	return out
}
