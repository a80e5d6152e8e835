package model

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// Inconsistency is an object of the metadata that was left out
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	// Type is the contract's: table, object_relation, select_permission, ...
	Type string
	// Name is the whole of it: `select_permission editor in table users in source default`.
	Name string
	// Definition is the object as metadata defines it.
	Definition json.RawMessage
	// Reason starts with its prefix: `Inconsistent object: ...`.
	Reason string
	// Message is more detail for who may see internals, as JSON; nil when there is none.
	Message json.RawMessage
	// Objects is set for a conflict between several objects; Type, Name and Definition are
	// then empty.
	Objects []Object
	// Entity is set for conflicts of an inherited role: what could not be inherited.
	Entity json.RawMessage
}

// Object is one of several objects in conflict.
type Object struct {
	Type, Name string
	Definition json.RawMessage
}

func (b *builder) broken(o Object, format string, args ...any) { b.report(broken(o, format, args...)) }

func broken(o Object, format string, args ...any) Inconsistency {
	return Inconsistency{Type: o.Type, Name: o.Name, Definition: o.Definition, Reason: "Inconsistent object: " + fmt.Sprintf(format, args...)}
}

func (b *builder) report(i Inconsistency) { b.found = append(b.found, i) }

// sourceObject describes an object that stands directly in the source.
func (b *builder) sourceObject(kind, name string, element any) Object {
	return Object{
		Type:       kind,
		Name:       fmt.Sprintf("%s %s in source %s", kind, name, b.md.Name),
		Definition: metadata.Definition(element),
	}
}

// tableObject describes a part of a table.
func (b *builder) tableObject(kind, name string, t *Table, element any) Object {
	return tableObject(b.md.Name, kind, name, t, element)
}

// Object describes the relationship, for conflicts that show only when sources are merged.
func (r *RemoteRelationship) Object(source string) Object {
	return tableObject(source, "remote_relationship", r.Name, r.Table, r.Metadata)
}

func tableObject(source, kind, name string, t *Table, element any) Object {
	return Object{
		Type:       kind,
		Name:       fmt.Sprintf("%s %s in table %s in source %s", kind, name, t.Name, source),
		Definition: inTable(source, t, metadata.Definition(element)),
	}
}

// inTable adds source and table in front of an object's members, which a part of a table
// does not say itself.
func inTable(source string, t *Table, definition json.RawMessage) json.RawMessage {
	out := append([]byte(nil), `{"source":`...)
	out = planner.AppendJSONString(out, source)
	out = append(append(out, `,"table":`...), metadata.Definition(t.Name)...)
	if string(definition) != "{}" {
		out = append(out, ',')
	}
	return append(out, definition[1:]...)
}
