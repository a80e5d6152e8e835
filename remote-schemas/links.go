package remote

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/metadata"
)

// buildLinks makes the links that leave the source from its relationships; those that are
// not valid become problems.
func (s *Source) buildLinks() {
	s.links = map[string][]*planner.Link{}
	for _, t := range s.opts.Relationships {
		for i := range t.Relationships {
			r := &t.Relationships[i]
			link, fault := s.link(t.TypeName, r)
			if fault != nil {
				s.problems = append(s.problems, Problem{Type: t.TypeName, Relationship: r.Name, Err: fault})
				continue
			}
			s.links[t.TypeName] = append(s.links[t.TypeName], link)
		}
	}
}

func (s *Source) link(typeName string, r *metadata.Relationship) (*planner.Link, *planner.Fault) {
	def := s.schema.Types[typeName]
	switch {
	case def == nil:
		return nil, planner.Faultf(planner.CodeNotFound, nil, "no type named %q defined in remote schema %q", typeName, s.opts.Name)
	case def.Kind != ast.Object:
		return nil, planner.Faultf(planner.CodeNotSupported, nil, "remote relationships on a remote schema can only be defined on object types")
	}
	for _, f := range def.Fields {
		if s.names.Field(typeName, f.Name) == r.Name {
			return nil, planner.Faultf(planner.CodeRemoteSchemaError, nil, "field with name %q already exists in type %q", r.Name, typeName)
		}
	}
	link := &planner.Link{From: s.names.Type(typeName), Name: r.Name, Owner: s.opts.Name}
	link.Source, link.Key, link.Target = Destination(&r.Definition)
	for _, field := range link.Key {
		if fault := checkKeyField(def, field); fault != nil {
			return nil, fault
		}
	}
	return link, nil
}

// Destination translates a relationship's definition to the planner's terms: the source it
// leads to, the values that form its key by their names in the leaving source, and what it
// asks for. Table relationships use it too.
func Destination(d *metadata.RelationshipDefinition) (planner.ID, []string, planner.Target) {
	if to := d.ToRemoteSchema; to != nil {
		return planner.ID{Kind: planner.RemoteSchemaSource, Name: to.Schema}, to.Fields, planner.ToField{Steps: to.Field.Steps()}
	}
	to := d.ToSource
	fields := slices.Sorted(maps.Keys(to.FieldMapping))
	rows := planner.ToRows{Schema: to.Table.Schema, Table: to.Table.Name, Array: to.Type == "array"}
	for _, field := range fields {
		rows.Columns = append(rows.Columns, to.FieldMapping[field])
	}
	return planner.ID{Kind: planner.DatabaseSource, Name: to.Source}, fields, rows
}

// checkKeyField tells whether a type provides a key's value: a field without arguments.
func checkKeyField(def *ast.Definition, name string) *planner.Fault {
	if f := def.Fields.ForName(name); f != nil && len(f.Arguments) == 0 {
		return nil
	}
	var allowed []string
	for _, f := range def.Fields {
		if len(f.Arguments) == 0 {
			allowed = append(allowed, strconv.Quote(f.Name))
		}
	}
	slices.Sort(allowed)
	// The missing spaces are the contract's (section 6.2).
	return planner.Faultf(planner.CodeRemoteSchemaError, nil,
		"field with name %qis not provided by the lhs entity%qfor defining a join condition, the allowed fields are %s",
		name, def.Name, alternatives(allowed))
}

// alternatives prints `a, b or c`.
func alternatives(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return fmt.Sprintf("%s or %s", strings.Join(names[:last], ", "), names[last])
}
