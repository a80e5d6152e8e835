package operations

import (
	"encoding/json"
	"slices"

	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// modelRule rewrites the filter of a logical model. Its own names are fields of the model;
// tables and their columns stand in _exists only.
func (r *resolver) modelRule(text json.RawMessage, visit visitor) json.RawMessage {
	if text == nil {
		return nil
	}
	return r.condition(sqlname.Name{}, text, visit)
}

// withRules changes the filters of a model, which is the caller's own.
func withRules(m *postgres.LogicalModel, rule func(json.RawMessage) json.RawMessage) {
	m.SelectPermissions = slices.Clone(m.SelectPermissions)
	for i := range m.SelectPermissions {
		replaceWith(m.SelectPermissions, i, func(p *postgres.SelectPermission) { p.Filter = rule(p.Filter) })
	}
}

func inlineWithRules(m *postgres.LogicalModel, rule func(json.RawMessage) json.RawMessage) *postgres.LogicalModel {
	c := *m
	withRules(&c, rule)
	return &c
}

// editModel takes what is gone out of the filters of a logical model.
func (e partEdit) editModel(s *postgres.Source, name string) {
	i := slices.IndexFunc(s.LogicalModels, func(m *postgres.LogicalModel) bool { return m.Name == name })
	replaceWith(s.LogicalModels, i, func(m *postgres.LogicalModel) { withRules(m, e.rule) })
}

// editNativeQuery takes the relationships out of a native query that lead to what is gone, and
// what is gone out of the filters of its own model.
func (e partEdit) editNativeQuery(s *postgres.Source, name string) {
	i := slices.IndexFunc(s.NativeQueries, func(q *postgres.NativeQuery) bool { return q.RootFieldName == name })
	replaceWith(s.NativeQueries, i, func(q *postgres.NativeQuery) {
		q.ObjectRelationships, q.ArrayRelationships = e.relationships(q.ObjectRelationships), e.relationships(q.ArrayRelationships)
		if q.Inline != nil {
			q.Inline = inlineWithRules(q.Inline, e.rule)
		}
	})
}

// relationships leaves out those that lead to what is gone.
func (e partEdit) relationships(list []*postgres.Relationship) []*postgres.Relationship {
	return slices.DeleteFunc(slices.Clone(list), func(rel *postgres.Relationship) bool {
		if rel.Manual == nil || rel.Manual.RemoteNativeQuery != "" {
			return false
		}
		to := place{e.at.source, rel.Manual.RemoteTable}
		return e.gone(wholeTable(to)) || slices.ContainsFunc(remotes(rel.Manual.ColumnMapping), func(name string) bool { return e.gone(to.column(name)) })
	})
}

// editTrigger takes columns that are gone out of the lists of an event trigger.
func (e partEdit) editTrigger(t *postgres.Table, name string) {
	i := slices.IndexFunc(t.EventTriggers, func(trigger *postgres.EventTrigger) bool { return trigger.Name == name })
	replaceWith(t.EventTriggers, i, func(trigger *postgres.EventTrigger) {
		trigger.Raw = keepTriggerColumns(trigger.Raw, func(column string) bool { return !e.isGone(columnThing, column) })
	})
}
