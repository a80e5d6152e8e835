package schemadiff

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Compare lists what became of a schema, sorted by coordinate. Of a type that is gone or new
// its members are not listed.
func Compare(before, after *planner.Schema) []Change {
	d := &differ{before: before, after: after}
	was, is := before.TypeNames(), after.TypeNames()
	for _, name := range was {
		old := before.Type(name)
		if _, ok := slices.BinarySearch(is, name); !ok {
			d.add(change(Breaking, typeRemoved, name, "%s %s was removed", kind(old), name))
			continue
		}
		d.typ(old, after.Type(name))
	}
	for _, name := range is {
		if _, ok := slices.BinarySearch(was, name); !ok {
			d.add(change(Safe, "type_added", name, "%s %s was added", kind(after.Type(name)), name))
		}
	}
	slices.SortStableFunc(d.changes, func(a, b Change) int { return strings.Compare(a.Coordinate, b.Coordinate) })
	return d.changes
}

// The kinds of changes of a type as a whole.
const (
	typeRemoved = "type_removed"
	kindChanged = "kind_changed"
)

type differ struct {
	before, after *planner.Schema
	changes       []Change
}

func (d *differ) add(c Change) { d.changes = append(d.changes, c) }

// kind is a type's kind as GraphQL's own language calls it.
func kind(t *planner.Type) string {
	switch t.Kind {
	case ast.Object:
		return "type"
	case ast.InputObject:
		return "input"
	default:
		return strings.ToLower(string(t.Kind))
	}
}

func (d *differ) typ(before, after *planner.Type) {
	switch {
	case before == after:
		return // roles and epochs share types
	case before.Kind != after.Kind:
		d.add(change(Breaking, kindChanged, before.Name, "%s was %s and is %s", before.Name, kind(before), kind(after)))
		return
	}
	d.fields(before, after)
	d.inputs(before, after)
	d.values(before, after)
	d.interfaces(before, after)
	d.possible(before, after)
}

func (d *differ) fields(before, after *planner.Type) {
	for _, old := range before.Fields {
		at := member(before.Name, old.Name)
		now := after.Field(old.Name)
		if now == nil && placeholder(d.before, before, old) {
			continue
		}
		if now == nil {
			d.add(change(Breaking, "field_removed", at, "field %s was removed", at))
			continue
		}
		d.changedType("field", at, old.Type, now.Type, outputFits(old.Type, now.Type))
		d.arguments(at, old, now)
	}
	for _, now := range after.Fields {
		if before.Field(now.Name) == nil && !placeholder(d.after, after, now) {
			at := member(after.Name, now.Name)
			d.add(change(Safe, "field_added", at, "field %s of type %s was added", at, now.Type))
		}
	}
}

// plain is a kind of thing in words.
func plain(what string) string { return strings.ReplaceAll(what, "_", " ") }

// placeholder tells whether a field is the one that stands for a query root without fields.
func placeholder(schema *planner.Schema, t *planner.Type, f *planner.Field) bool {
	if t != schema.Root(ast.Query) {
		return false
	}
	part := schema.PartOf(ast.Query, f.Name)
	return part != nil && part.Source().ID().Kind == planner.IntrospectionSource
}

func (d *differ) changedType(what, at string, before, after *ast.Type, fits bool) {
	if before.String() == after.String() {
		return
	}
	severity := Breaking
	if fits {
		severity = Safe
	}
	d.add(change(severity, what+"_type_changed", at, "type of %s %s was %s and is %s", plain(what), at, before, after))
}

func (d *differ) arguments(field string, before, after *planner.Field) {
	for _, old := range before.Args {
		at := argument(field, old.Name)
		now := after.Arg(old.Name)
		if now == nil {
			d.add(change(Breaking, "argument_removed", at, "argument %s was removed", at))
			continue
		}
		d.input("argument", at, old, now)
	}
	for _, now := range after.Args {
		if before.Arg(now.Name) == nil {
			d.addedInput("argument", argument(field, now.Name), field, now)
		}
	}
}

func (d *differ) inputs(before, after *planner.Type) {
	for _, old := range before.Inputs {
		at := member(before.Name, old.Name)
		now := after.Input(old.Name)
		if now == nil {
			d.add(change(Breaking, "input_field_removed", at, "input field %s was removed", at))
			continue
		}
		d.input("input_field", at, old, now)
	}
	for _, now := range after.Inputs {
		if before.Input(now.Name) == nil {
			d.addedInput("input_field", member(after.Name, now.Name), after.Name, now)
		}
	}
}

// input compares an argument or input field that is still there.
func (d *differ) input(what, at string, before, after *planner.InputValue) {
	fits := inputFits(before.Type, after.Type) || after.Default != nil && inputFits(before.Type, nullable(after.Type))
	d.changedType(what, at, before.Type, after.Type, fits)
	if was, is := literal(before.Default), literal(after.Default); was != is {
		d.add(change(Dangerous, what+"_default_changed", at, "default of %s was %s and is %s", at, was, is))
	}
}

func nullable(t *ast.Type) *ast.Type {
	c := *t
	c.NonNull = false
	return &c
}

func literal(v *planner.Value) string {
	if v == nil {
		return "none"
	}
	return string(v.AppendLiteral(nil))
}

// addedInput notes a new argument or input field of owner. One that must be given breaks
// everybody who uses the owner.
func (d *differ) addedInput(what, at, owner string, in *planner.InputValue) {
	if in.Type.NonNull && in.Default == nil {
		d.add(change(Breaking, "required_"+what+"_added", at, "%s %s of type %s was added and must be given", plain(what), at, in.Type).concerning(owner))
		return
	}
	d.add(change(Safe, what+"_added", at, "%s %s of type %s was added", plain(what), at, in.Type))
}

func (d *differ) values(before, after *planner.Type) {
	for _, old := range before.Values {
		if at := member(before.Name, old.Name); after.Value(old.Name) == nil {
			d.add(change(Breaking, "enum_value_removed", at, "value %s was removed", at))
		}
	}
	for _, now := range after.Values {
		if at := member(after.Name, now.Name); before.Value(now.Name) == nil {
			d.add(change(Dangerous, "enum_value_added", at, "value %s was added", at))
		}
	}
}

func (d *differ) interfaces(before, after *planner.Type) {
	for _, name := range before.Interfaces {
		if !slices.Contains(after.Interfaces, name) {
			d.add(change(Breaking, "interface_removed", before.Name, "%s does not implement %s any more", before.Name, name).concerning(before.Name, name))
		}
	}
	for _, name := range after.Interfaces {
		if !slices.Contains(before.Interfaces, name) {
			d.add(change(Dangerous, "interface_added", before.Name, "%s implements %s now", before.Name, name))
		}
	}
}

// possible compares the members of unions; those of interfaces are told by the types that
// implement them.
func (d *differ) possible(before, after *planner.Type) {
	if before.Kind != ast.Union {
		return
	}
	for _, name := range before.Possible {
		if !slices.Contains(after.Possible, name) {
			d.add(change(Breaking, "union_member_removed", before.Name, "%s is no member of %s any more", name, before.Name).concerning(before.Name, name))
		}
	}
	for _, name := range after.Possible {
		if !slices.Contains(before.Possible, name) {
			d.add(change(Dangerous, "union_member_added", before.Name, "%s is a member of %s now", name, before.Name))
		}
	}
}
