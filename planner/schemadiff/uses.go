package schemadiff

import (
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Uses is what a document of operations needs of the schema it was written for.
type Uses struct {
	schema *planner.Schema
	doc    *ast.QueryDocument
	// named are the coordinates that the text names, types of fields and fragments
	// included.
	named map[string]bool
	// declared are the types of variables, and given those that their values may hold parts
	// of.
	declared, given map[string]bool
	unknown         bool // it names something the schema does not have
	visits          int
	open            []string // fragments being walked
}

// maxVisits is how many selections and values of one document are looked at.
const maxVisits = 100_000

// UsesOf reads a document. It returns false for one that is no document of this schema: it
// does not parse, names something that is not there, or is too large to be looked at.
func UsesOf(schema *planner.Schema, text string) (*Uses, bool) {
	doc, err := planner.Parse(text)
	if err != nil {
		return nil, false
	}
	u := &Uses{schema: schema, doc: doc, named: map[string]bool{}, declared: map[string]bool{}, given: map[string]bool{}}
	for _, op := range doc.Operations {
		u.operation(op)
	}
	return u, !u.unknown && u.visits <= maxVisits
}

// Break is a change that breaks an operation.
type Break struct {
	Change
	// Perhaps is set when it depends on the values of variables.
	Perhaps bool `json:"perhaps,omitempty"`
}

// BrokenBy lists the changes that break the document.
func (u *Uses) BrokenBy(changes []Change) (list []Break) {
	for _, c := range changes {
		if c.Severity != Breaking {
			continue
		}
		if concerned, certain := u.concerned(&c); concerned {
			list = append(list, Break{Change: c, Perhaps: !certain})
		}
	}
	return list
}

// concerned tells whether the document uses what a change is about, and whether it does so
// whatever the values of its variables are.
func (u *Uses) concerned(c *Change) (concerned, certain bool) {
	if !slices.ContainsFunc(c.at, func(at string) bool { return !u.named[at] }) {
		return true, true
	}
	if u.declared[c.Coordinate] && (c.Kind == typeRemoved || c.Kind == kindChanged) {
		return true, true
	}
	// A type that is gone from within a value is told by the member that led to it.
	return len(c.at) == 1 && c.Kind != typeRemoved && u.given[owner(c.at[0])], false
}

// owner is the type that a coordinate belongs to.
func owner(coordinate string) string {
	name, _, _ := strings.Cut(coordinate, ".")
	return name
}

func (u *Uses) operation(op *ast.OperationDefinition) {
	for _, v := range op.VariableDefinitions {
		u.declared[v.Type.Name()] = true
		u.give(v.Type.Name())
	}
	root := u.schema.Root(op.Operation)
	if root == nil {
		u.unknown = true
		return
	}
	u.selections(op.SelectionSet, root)
}

// give notes that a value of a type comes from a variable, and what it may hold.
func (u *Uses) give(name string) {
	t := u.schema.Type(name)
	if t == nil {
		u.unknown = true
		return
	}
	if u.given[name] {
		return
	}
	u.given[name] = true
	for _, in := range t.Inputs {
		u.give(in.Type.Name())
	}
}

func (u *Uses) selections(set ast.SelectionSet, t *planner.Type) {
	u.named[t.Name] = true
	for _, s := range set {
		if u.visits++; u.visits > maxVisits || u.unknown {
			return
		}
		switch s := s.(type) {
		case *ast.Field:
			u.field(s, t)
		case *ast.InlineFragment:
			u.fragment(s.SelectionSet, s.TypeCondition, t)
		case *ast.FragmentSpread:
			u.spread(s.Name, t)
		}
	}
}

func (u *Uses) field(f *ast.Field, t *planner.Type) {
	switch f.Name {
	case "__typename", "__schema", "__type":
		return // the same in every schema
	}
	have := t.Field(f.Name)
	var inner *planner.Type
	if have != nil {
		inner = u.schema.Type(have.Type.Name())
	}
	if inner == nil {
		u.unknown = true
		return
	}
	at := member(t.Name, f.Name)
	u.named[at], u.named[inner.Name] = true, true
	for _, arg := range f.Arguments {
		in := have.Arg(arg.Name)
		if in == nil {
			u.unknown = true
			return
		}
		u.named[argument(at, arg.Name)] = true
		u.value(arg.Value, in.Type.Name())
	}
	if len(f.SelectionSet) > 0 {
		u.selections(f.SelectionSet, inner)
	}
}

func (u *Uses) fragment(set ast.SelectionSet, condition string, t *planner.Type) {
	if condition != "" {
		if t = u.schema.Type(condition); t == nil {
			u.unknown = true
			return
		}
	}
	u.selections(set, t)
}

func (u *Uses) spread(name string, t *planner.Type) {
	def := u.doc.Fragments.ForName(name)
	if def == nil || slices.Contains(u.open, name) {
		u.unknown = true
		return
	}
	u.open = append(u.open, name)
	u.fragment(def.SelectionSet, def.TypeCondition, t)
	u.open = u.open[:len(u.open)-1]
}

// value notes what a literal of a type names.
func (u *Uses) value(v *ast.Value, typ string) {
	if u.visits++; u.visits > maxVisits {
		return
	}
	switch v.Kind {
	case ast.ListValue:
		for _, item := range v.Children {
			u.value(item.Value, typ)
		}
	case ast.EnumValue:
		u.named[member(typ, v.Raw)] = true
	case ast.ObjectValue:
		u.object(v, typ)
	}
}

func (u *Uses) object(v *ast.Value, typ string) {
	t := u.schema.Type(typ)
	if t == nil || t.Kind != ast.InputObject {
		return // a scalar that takes any JSON
	}
	u.named[typ] = true
	for _, m := range v.Children {
		in := t.Input(m.Name)
		if in == nil {
			u.unknown = true
			return
		}
		u.named[member(typ, m.Name)] = true
		u.value(m.Value, in.Type.Name())
	}
}

// Coordinates lists what the text names, sorted, for tests and people.
func (u *Uses) Coordinates() []string { return slices.Sorted(maps.Keys(u.named)) }
