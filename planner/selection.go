package planner

import "github.com/vektah/gqlparser/v2/ast"

// Selection is one field of an operation after [Bind]: fragments are gone, fields with the
// same response key are merged, arguments are checked and carry their defaults.
type Selection struct {
	Key   string // response key: the alias, or the field's name
	Field *Field
	// On lists the concrete types the field is wanted for when its parent is an interface
	// or a union; nil means all of them. Several selections of one set may have the same
	// key, and then never the same type.
	On []string
	// Args holds the arguments that are present, in the field's order of declaration.
	Args []Arg
	// Type is the named type of the field; Fields are selected from it. They may be empty
	// although the type is composite, when `@skip` left nothing: its objects are then `{}`
	// (contract/postgres-graphql.md 9.3).
	Type   *Type
	Fields []*Selection
	// Path is where an error about the field points. It names fields, never aliases.
	Path *Path

	// shares are the selections of the parts that answer the field together; Fields is then
	// empty. Parts never see it.
	shares []share
}

// Arg is one argument of a selection.
type Arg struct {
	Input *InputValue
	Value *Operand
}

// Arg returns the value of the argument called name, or nil when it is absent.
func (s *Selection) Arg(name string) *Operand {
	for i := range s.Args {
		if s.Args[i].Input.Name == name {
			return s.Args[i].Value
		}
	}
	return nil
}

// ArgsPath is where errors about several arguments together point.
func (s *Selection) ArgsPath() *Path { return s.Path.Key("args") }

// Operation is a bound operation: the input of planning.
type Operation struct {
	Op     ast.Operation
	Name   string
	Root   *Type
	Fields []*Selection
	// Cached is what `@cached` asks for; nil without it
	// (contract/auth-and-server.md 11).
	Cached *Cached
	rec    *recorder // grows while Compile runs; its bindings go into the Plan afterwards
}

// Cached is the directive `@cached` of a query.
type Cached struct {
	TTL     int64 // seconds
	Refresh bool  // skip the lookup and overwrite the entry
}
