package planner

import "github.com/vektah/gqlparser/v2/ast"

// bindings is what a bound operation learned about its variables: which exist, where they
// stand, what was observed of their values and which of them are parameters. A plan keeps
// it to serve other requests; it is immutable once Compile has returned.
type bindings struct {
	schema *Schema
	vars   variables
	uses   []use
	checks []check
	seen   []observation
	params []paramSpec
}

// use is one place in the document where a variable stands. The same variable in two
// places is two uses: each is coerced by the declaration at its place.
type use struct {
	variable int // index into vars.list
	rule     rule
	typ      *ast.Type   // what the place expects; nil inside a JSON scalar
	input    *InputValue // declaration of the place; nil inside a JSON scalar
	member   *member     // where its types are looked up
	path     *Path
	again    bool // the variable has a use before this one
}

// rule tells how the value of a use is coerced.
type rule uint8

const (
	byInput rule = iota // by the whole declaration: default, NoNull, Accept
	byType              // by the type of a list's item
	asIs                // below an Accept or a JSON scalar
)

// check is an [Accept] over a literal that has variables inside: it must hold for the
// values of every request.
type check struct {
	input *InputValue
	value paramSpec
	path  *Path
}

// scope is where names of types are looked up: in the part that answers the field.
type scope struct {
	rec    *recorder
	member *member
}

// values returns the parameters' values for one request's coerced uses.
func (b *bindings) values(uses []*Value) []*Value {
	if len(b.params) == 0 {
		return nil
	}
	values := make([]*Value, len(b.params))
	for i := range b.params {
		values[i] = b.params[i].resolve(uses)
	}
	return values
}
