package remote

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// lander checks the argument templates of one link against the server's schema and
// collects the input types made for it.
type lander struct {
	part  *part
	link  *planner.Link
	types []*planner.Type
}

// fixture translates a template for a place of type typ (section 6.2).
func (l *lander) fixture(t *planner.Template, typ *ast.Type) (*fixture, *planner.Fault) {
	switch {
	case t.Key != "":
		i := slices.Index(l.link.Key, t.Key)
		if i < 0 {
			return nil, invalidLink("variable %q is not found", t.Key)
		}
		return &fixture{kind: fromKey, key: i}, nil
	case t.Literal != nil:
		if fault := l.literal(t.Literal, typ); fault != nil {
			return nil, fault
		}
		return &fixture{kind: constant, json: t.Literal.AppendJSON(nil)}, nil
	case t.List != nil:
		return l.list(t.List, typ)
	}
	return l.object(t.Object, typ)
}

func (l *lander) list(items []planner.Template, typ *ast.Type) (*fixture, *planner.Fault) {
	switch {
	case typ.Elem == nil:
		return nil, invalidLink("type %qis not a list type", typ.NamedType) // the missing space is the contract's
	case len(items) > 1:
		return nil, invalidLink("multiple elements in list value is not supported")
	}
	list := &fixture{kind: listOf}
	for i := range items {
		item, fault := l.fixture(&items[i], typ.Elem)
		if fault != nil {
			return nil, fault
		}
		list.items = append(list.items, item)
	}
	return list, nil
}

func (l *lander) object(members []planner.TemplateArg, typ *ast.Type) (*fixture, *planner.Fault) {
	named := typ.Name()
	def := l.part.schema.Types[named]
	if def == nil || def.Kind != ast.InputObject {
		return nil, invalidLink("expected type %q but got an object", typ)
	}
	object := &fixture{kind: objectOf}
	for i := range members {
		field := def.Fields.ForName(members[i].Name)
		if field == nil {
			return nil, invalidLink("argument with name %q not found in remote schema", members[i].Name)
		}
		value, fault := l.fixture(&members[i].Value, field.Type)
		if fault != nil {
			return nil, fault
		}
		object.members = append(object.members, fixtureMember{name: field.Name, value: value})
	}
	return object, nil
}

// literal checks a literal against a type, a list of which it may also fill.
func (l *lander) literal(v *planner.Value, typ *ast.Type) *planner.Fault {
	name := typ.Name()
	kind, _ := l.part.schema.Kind(name)
	switch {
	case kind == ast.Enum:
		return invalidLink("enum value is not supported")
	case kind != ast.Scalar:
		return invalidLink("expected type %q but got %q", name, literalTypes[v.Kind])
	case !upstream.BuiltIn(name):
		return nil
	case name == "ID" && (v.Kind == planner.Float || v.Kind == planner.Boolean):
		return invalidLink("Only ID, Int, uuid or String scalar types can be joined to the ID type, but received %q", literalTypes[v.Kind])
	case name == "ID" || name == literalTypes[v.Kind] || name == "Float" && v.Kind == planner.Int:
		return nil
	}
	return invalidLink("expected type %q but got %q", name, literalTypes[v.Kind])
}

var literalTypes = map[planner.ValueKind]string{
	planner.Int: "Int", planner.Float: "Float", planner.String: "String", planner.Boolean: "Boolean",
}
