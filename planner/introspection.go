package planner

import (
	"crypto/sha256"
	"errors"
	"iter"

	"github.com/vektah/gqlparser/v2/ast"
)

// introspection is the planner's own part: it answers `__schema`, `__type`, `_service` and
// the placeholder of an empty query root from the schema itself
// (contract/postgres-graphql.md 5.9, 9.1).
type introspection struct{ schema *Schema }

// Source returns the part itself, which stands for every role of its schema.
func (p *introspection) Source() Source { return p }

// ID returns the one source of kind [IntrospectionSource].
func (p *introspection) ID() ID { return ID{Kind: IntrospectionSource} }

// Part returns the part itself.
func (p *introspection) Part(Role) (Part, error) { return p, nil }

// Fingerprint is that of the schema.
func (p *introspection) Fingerprint() Fingerprint { return p.schema.fingerprint }

// Roots lists nothing: fields are hidden, or added when needed.
func (p *introspection) Roots(ast.Operation) []*Field { return nil }

// TypeNames yields nothing: the types are known to every part.
func (p *introspection) TypeNames() iter.Seq[string] { return func(func(string) bool) {} }

// Type returns the type of `_service`; for all others see builtinType.
func (p *introspection) Type(name string) *Type {
	if name == serviceType.Name && p.schema.PartOf(ast.Query, serviceField.Name) == p {
		return serviceType
	}
	return nil
}

// Links returns nothing.
func (p *introspection) Links() []*Link { return nil }

// Land refuses every link.
func (p *introspection) Land(*Link) ([]*Field, error) {
	return nil, errors.New("nothing can be linked to introspection")
}

// Compile turns the selections into a tree of its own.
func (p *introspection) Compile(spec *CallSpec) (*Answer, error) {
	q := &introspectionQuery{schema: p.schema, columns: wantAll(spec.Columns), most: maxIntrospection}
	for i, c := range q.columns {
		if circles(&c, 0) {
			return nil, Invalid(spec.Columns[i].Path,
				"the query is nested too deeply: more than %d lists of fields, inputs and types inside each other in an introspection", maxIntrospectedLists)
		}
		if c.name == typeField.Name {
			q.params = append(q.params, c.arg)
		}
	}
	q.text = string(appendWanted(nil, q.columns))
	h := sha256.New()
	h.Write(p.schema.fingerprint[:])
	h.Write([]byte(q.text))
	q.fingerprint = Fingerprint(h.Sum(nil))
	return &Answer{Query: q, Shapes: make([]*Shape, len(spec.Columns))}, nil
}

const (
	// maxIntrospection bounds what introspection answers, in bytes. By the query that clients
	// send, a schema of 1,000 tables with 3,000 relationships is 88 MB.
	maxIntrospection = 512 << 20
	// maxIntrospectedLists bounds how often a selection goes from types to their members and
	// on to the types of these: each time multiplies the answer. What clients send goes once.
	maxIntrospectedLists = 3
)

// circles tells whether a selection goes from types to their members too often.
func circles(w *wanted, lists int) bool {
	switch w.name {
	case "fields", "inputFields", "interfaces", "possibleTypes":
		if lists++; lists > maxIntrospectedLists {
			return true
		}
	}
	for i := range w.fields {
		if circles(&w.fields[i], lists) {
			return true
		}
	}
	return false
}

// wanted is a selected field of an introspection type.
type wanted struct {
	key    string
	name   string
	fields []wanted
	arg    Param // of `__type`: the name
}

func wantAll(sels []*Selection) []wanted {
	list := make([]wanted, len(sels))
	for i, s := range sels {
		list[i] = wanted{key: s.Key, name: s.Field.Name, fields: wantAll(s.Fields)}
		if s.Field == typeField {
			list[i].arg = s.Arg("name").Param()
		}
	}
	return list
}
