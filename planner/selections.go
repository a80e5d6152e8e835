package planner

import "github.com/vektah/gqlparser/v2/ast"

// level is one selection set that is being bound, all its occurrences merged.
type level struct {
	parent *Type
	scope  *scope
	root   bool // parent is a root type: each field has its own member
	at     *Path
}

// selections binds the selection sets of one object, merged.
func (b *binder) selections(l *level, sets []ast.SelectionSet) ([]*Selection, *Fault) {
	if b.depth++; b.depth > maxDepth {
		return nil, tooDeep(nil)
	}
	defer func() { b.depth-- }()
	if l.parent.Kind == ast.Union || l.parent.Kind == ast.Interface {
		return b.abstract(l, sets)
	}
	found, fault := b.flatten(l, sets)
	if fault != nil {
		return nil, fault
	}
	picks, fault := mergeFields(found, l.at)
	if fault != nil {
		return nil, fault
	}
	out := make([]*Selection, len(picks))
	for i := range picks {
		if out[i], fault = b.field(l, &picks[i], l.parent); fault != nil {
			return nil, fault
		}
	}
	return out, nil
}

// field binds one field as the type `on` defines it: the parent, or a concrete type of it.
func (b *binder) field(l *level, p *pick, on *Type) (*Selection, *Fault) {
	name := p.field.Name
	at := l.at.Key(name)
	if name == Typename.Name {
		return b.selection(p, Typename, l.scope, at)
	}
	def, scope := on.Field(name), l.scope
	if l.root {
		var owner *member
		if def, owner = b.schema.rootField(b.op, name); def != nil {
			scope = b.scope(owner)
			if members := b.schema.root(b.op).sharers(name); members != nil {
				return b.shared(p, members, at)
			}
		}
	}
	if def == nil {
		return nil, b.noSuchField(l, name, on, at)
	}
	if def.Link != nil {
		scope = b.scope(b.schema.member(def.Link.Source))
	}
	if (def == schemaField || def == typeField || def == serviceField) && b.schema.opts.NoIntrospection {
		return nil, Invalid(nil, "GraphQL introspection is not allowed for this role")
	}
	return b.selection(p, def, scope, at)
}

func (b *binder) noSuchField(l *level, name string, on *Type, at *Path) *Fault {
	if l.root && b.op == ast.Subscription && (name == schemaField.Name || name == typeField.Name) {
		return Faultf(CodeNotSupported, nil, "Introspection at root field level is not supported over subscriptions")
	}
	return Invalid(at, "field '%s' not found in type: '%s'", name, on.Name)
}

// selection binds the arguments of a field and what is selected below it. The scope is that
// of the part which answers the field.
func (b *binder) selection(p *pick, def *Field, s *scope, at *Path) (*Selection, *Fault) {
	t := s.member.find(def.Type.Name())
	if t == nil {
		return nil, missingType(def.Type.Name(), at)
	}
	leaf := t.Kind == ast.Scalar || t.Kind == ast.Enum
	if leaf && len(p.sets) > 0 {
		return nil, Invalid(at, "unexpected subselection set for non-object field")
	}
	if a := unknownArgument(p.field.Arguments, def.Args); a != nil {
		return nil, noSuchArgument(def.Name, a.Name, at)
	}
	args, fault := s.arguments(p.field.Arguments, def.Args, at)
	if fault != nil {
		return nil, fault
	}
	sel := &Selection{Key: p.field.Alias, Field: def, Args: args, Type: t, Path: at}
	inside := b.depth - 1
	if leaf {
		return sel, b.nesting.leaf(inside)
	}
	if fault := b.nesting.object(inside); fault != nil {
		return nil, fault
	}
	below := level{parent: t, scope: s, at: at.Key("selectionSet")}
	if len(p.sets) == 0 {
		return nil, Invalid(below.at, "missing selection set for '%s'", t.Name)
	}
	sel.Fields, fault = b.selections(&below, p.sets)
	return sel, fault
}
