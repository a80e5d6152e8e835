package planner

import (
	"iter"

	"github.com/vektah/gqlparser/v2/ast"
)

// introspection is the planner's own part: it answers `__schema`, `__type` and the
// placeholder of an empty query root from the schema itself
// (contract/postgres-graphql.md 9.1).
type introspection struct{ schema *Schema }

// Source returns the part itself, which stands for every role of its schema.
func (p *introspection) Source() Source { return p }

// ID returns the one source of kind [IntrospectionSource].
func (p *introspection) ID() ID { return ID{Kind: IntrospectionSource} }

// Part returns the part itself.
func (p *introspection) Part(Role) (Part, error) { return p, nil }

// Fingerprint is that of the schema.
func (p *introspection) Fingerprint() Fingerprint { return p.schema.fingerprint }

// Roots lists nothing: the fields are hidden.
func (p *introspection) Roots(ast.Operation) []*Field { return nil }

// TypeNames yields nothing: the types are known to every part.
func (p *introspection) TypeNames() iter.Seq[string] { return func(func(string) bool) {} }

// Type returns nil; see builtinType.
func (p *introspection) Type(string) *Type { return nil }

// Links returns nothing.
func (p *introspection) Links() []*Link { return nil }

// Land refuses every link.
func (p *introspection) Land(*Link) ([]*Field, error) { return nil, nil }

// Compile is a stub for now.
func (p *introspection) Compile(spec *CallSpec) (*Answer, error) { return nil, nil }
