package planner

import "sync"

// member is a part of a schema together with the fields that links land on its types.
// Types are looked up in the member that answers a field, so that every source meets only
// its own Meta, also where two parts share a type.
type member struct {
	id     ID
	part   Part
	schema *Schema
	landed map[string]*landing // by the type that links leave from
}

// landing is a type with the fields of links that leave from it.
type landing struct {
	fields []*Field
	once   sync.Once
	typ    *Type
}

// find returns the type called name as the member's fields mean it, or nil.
func (m *member) find(name string) *Type {
	if t := builtinType(name); t != nil {
		return t
	}
	if t := m.lookup(name); t != nil {
		return t
	}
	return m.schema.Type(name)
}

// lookup returns the part's own type with its landed fields, or nil.
func (m *member) lookup(name string) *Type {
	t := m.part.Type(name)
	if t == nil {
		return nil
	}
	if l := m.landed[name]; l != nil {
		return l.on(t)
	}
	return t
}

// on returns a copy of t with the landed fields, the same one each time.
func (l *landing) on(t *Type) *Type {
	l.once.Do(func() {
		c := *t
		c.Fields = SortFields(append(t.Fields[:len(t.Fields):len(t.Fields)], l.fields...))
		l.typ = &c
	})
	return l.typ
}

// memberInput finds the declaration of a member below an input of an input object type.
func (m *member) memberInput(in *InputValue, name string) *InputValue {
	if in == nil {
		return nil
	}
	t := m.find(in.Type.Name())
	if t == nil {
		return nil
	}
	return t.Input(name)
}
