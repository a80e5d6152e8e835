package planner

import "github.com/vektah/gqlparser/v2/ast"

// Plan is a compiled operation. It holds no request data: any number of requests may run it
// at once.
type Plan struct {
	Op   ast.Operation
	Name string // of the operation; "" when anonymous
	// Roots are the calls at the root: a query runs them together, a mutation in order.
	Roots []*Call
	// Reply lists the root fields in the client's order.
	Reply []ReplyField
	// Hint is what `@cached` asks for; nil without it.
	Hint *Cached

	calls    []*Call // all of them, binds included, each before the ones below it
	reads    Reads   // of all calls
	bindings bindings
}

// ReplyField is one member of the reply's object.
type ReplyField struct {
	Key    string
	Call   int // index into Plan.Roots; -1 when Text or Fields answers it
	Column int
	// Also are further calls that answer the same list: each item is that of the first one
	// whose item is not null. See [Sharer].
	Also   []ReplyColumn
	Text   []byte       // a constant JSON value (`__typename` of a root)
	Fields []ReplyField // a namespace's members

	label []byte // the key as JSON, with its colon
}

// Columns lists all that answer a field which calls answer, the first one first.
func (f *ReplyField) Columns() []ReplyColumn {
	return append([]ReplyColumn{{f.Call, f.Column}}, f.Also...)
}

// ReplyColumn is where a value of the reply comes from.
type ReplyColumn struct{ Call, Column int }
