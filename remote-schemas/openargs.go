package remote

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// openArgs returns the arguments of the leaf that the template leaves to the client
// (section 6.3): those it does not mention, and those it gives as an object, or a list of
// one, reduced to the members it does not mention.
func (l *lander) openArgs(leaf *ast.FieldDefinition, fixed []planner.TemplateArg) []*planner.InputValue {
	var args []*planner.InputValue
	for _, a := range leaf.Arguments {
		if in := l.open(a.Name, a.Description, a.Type, a.DefaultValue, fixed); in != nil {
			args = append(args, in)
		}
	}
	return planner.SortInputs(args)
}

// open returns what is left of an input beside the fixed ones, or nil.
func (l *lander) open(name, description string, typ *ast.Type, defaultValue *ast.Value, fixed []planner.TemplateArg) *planner.InputValue {
	i := slices.IndexFunc(fixed, func(a planner.TemplateArg) bool { return a.Name == name })
	if i < 0 {
		return l.part.input(name, description, typ, defaultValue)
	}
	reduced := l.reduce(&fixed[i].Value, typ)
	if reduced == nil {
		return nil
	}
	return &planner.InputValue{Name: name, Description: description, Type: reduced, UnboundIsAbsent: true, Meta: typ}
}

// reduce returns the type, in the schema's names, of what a template leaves open of a
// value of type typ, or nil when nothing is left.
func (l *lander) reduce(t *planner.Template, typ *ast.Type) *ast.Type {
	switch {
	case t.Key != "" || t.Literal != nil:
		return nil
	case t.List != nil && len(t.List) == 0:
		return l.part.source.names.Ref(typ)
	case t.List != nil:
		inner := l.reduce(&t.List[0], typ.Elem)
		if inner == nil {
			return nil
		}
		return &ast.Type{Elem: inner, NonNull: typ.NonNull}
	}
	name := l.reducedType(typ.Name(), t.Object)
	if name == "" {
		return nil
	}
	return &ast.Type{NamedType: name, NonNull: typ.NonNull}
}

// reducedType makes the input type without the members that are fixed wholly, and returns
// its name, or "" when none is left.
func (l *lander) reducedType(original string, fixed []planner.TemplateArg) string {
	def := l.part.schema.Types[original]
	name := l.part.source.names.Type(original) + "_remote_rel_" + nameOf(l.link.Owner) + l.link.Name
	t := &planner.Type{Kind: ast.InputObject, Name: name, Description: def.Description}
	for _, f := range def.Fields {
		if in := l.open(f.Name, f.Description, f.Type, f.DefaultValue, fixed); in != nil {
			t.Inputs = append(t.Inputs, in)
		}
	}
	if len(t.Inputs) == 0 {
		return ""
	}
	planner.SortInputs(t.Inputs)
	l.types = append(l.types, t)
	return name
}

// nameOf replaces what cannot stand in a GraphQL name.
func nameOf(owner string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '_'
	}, owner)
}

// addType makes a type of the part's known under its name. Lock should be held.
func (p *part) addType(t *planner.Type) {
	if i, found := slices.BinarySearch(p.names, t.Name); !found {
		p.names = slices.Insert(p.names, i, t.Name)
	}
	p.types[t.Name] = t
}
