package model

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// Spelled returns a condition on rows of t that [Model.ReadCondition] can read in the one
// spelling that GraphQL has for it: `_eq` for `$eq` and for a bare value, a list of terms for
// a single one. Names of columns and what they are compared with stay.
func (m *Model) Spelled(t *Table, where *planner.Value) *planner.Value {
	if where.Kind != planner.Object {
		return where
	}
	return eachMember(where, func(member planner.Member) planner.Member { return m.spelledMember(t, member) })
}

func eachMember(v *planner.Value, f func(planner.Member) planner.Member) *planner.Value {
	out := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		out.Members = append(out.Members, f(m))
	}
	return out
}

func (m *Model) spelledMember(t *Table, member planner.Member) planner.Member {
	name, v := member.Name, member.Value
	switch name {
	case "$and", "_and", "$or", "_or":
		return planner.Member{Name: "_" + name[1:], Value: m.spelledTerms(t, v)}
	case "$not", "_not":
		return planner.Member{Name: "_not", Value: m.Spelled(t, v)}
	case "$exists", "_exists":
		return planner.Member{Name: "_exists", Value: m.spelledExists(v)}
	}
	if t.Column(name) != nil {
		return planner.Member{Name: name, Value: spelledComparisons(v)}
	}
	if r := t.Relationship(name); r != nil && r.Target != nil {
		return planner.Member{Name: name, Value: m.Spelled(r.Target, v)}
	}
	switch f := t.ComputedField(name); {
	case f == nil:
		return member
	case f.Scalar != nil:
		return planner.Member{Name: name, Value: spelledComparisons(v)}
	default:
		return planner.Member{Name: name, Value: m.Spelled(f.Returns, v)}
	}
}

func (m *Model) spelledTerms(t *Table, v *planner.Value) *planner.Value {
	items := v.Items
	if v.Kind == planner.Object {
		items = []*planner.Value{v}
	}
	list := &planner.Value{Kind: planner.List}
	for _, item := range items {
		list.Items = append(list.Items, m.Spelled(t, item))
	}
	return list
}

func (m *Model) spelledExists(v *planner.Value) *planner.Value {
	if v.Kind != planner.Object || v.Member("_table") == nil {
		return v
	}
	name, err := metadata.ParseName(v.Member("_table").AppendJSON(nil))
	t := m.Table(name)
	if err != nil || t == nil {
		return v
	}
	return eachMember(v, func(member planner.Member) planner.Member {
		if member.Name == "_where" {
			member.Value = m.Spelled(t, member.Value)
		}
		return member
	})
}

func spelledComparisons(v *planner.Value) *planner.Value {
	if v.Kind != planner.Object {
		return &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: string(Eq), Value: v}}}
	}
	return eachMember(v, func(member planner.Member) planner.Member {
		member.Name = string(canonical(member.Name))
		if member.Name == "_cast" && member.Value.Kind == planner.Object {
			member.Value = eachMember(member.Value, func(to planner.Member) planner.Member {
				return planner.Member{Name: to.Name, Value: spelledComparisons(to.Value)}
			})
		}
		return member
	})
}
