package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/naming"
)

// scalar is a GraphQL scalar of the source and what is known of its values.
type scalar struct {
	name  string // in the schema
	class *class
	sql   string // of the SQL type, as errors name it
}

// renamed are the SQL types whose scalar is not called as pg_type calls them: GraphQL's own
// scalars, and two integers (contract/postgres-graphql.md 2.1).
var renamed = map[string]string{
	"int4": "Int", "bool": "Boolean", "float4": "Float", "text": "String", "varchar": "String",
	"int2": "smallint", "int8": "bigint",
}

// scalarOf returns the scalar of a type and how many lists are around it. A domain is its
// base type.
func (f *frame) scalarOf(t *catalog.Type) (s *scalar, depth int) {
	t = t.Plain()
	for !f.options.OpaqueArrays && t.Elem != nil {
		t = t.Elem.Plain()
		depth++
	}
	return f.scalarNamed(f.scalarName(t), t), depth
}

func (f *frame) scalarName(t *catalog.Type) string {
	if t.Name.Schema == "pg_catalog" {
		return f.sqlScalar(t.Name.Name)
	}
	return f.rules.Scalar(t.Name.Name)
}

// sqlScalar names the scalar of a type that PostgreSQL brings.
func (f *frame) sqlScalar(sql string) string {
	name, ok := renamed[sql]
	switch {
	case !ok:
		return f.rules.Scalar(sql)
	case isBuiltin(name):
		return name
	}
	return f.rules.Scalar(name)
}

func (f *frame) scalarNamed(name string, t *catalog.Type) *scalar {
	if s := f.scalars[name]; s != nil {
		return s
	}
	return f.enrol(&scalar{name: name, class: classOf(t), sql: t.Name.Name})
}

// known returns the scalar of a type that is known by its name alone: an operator's
// operand, a cast's target.
func (f *frame) known(sql string) *scalar {
	name := f.sqlScalar(sql)
	if s := f.scalars[name]; s != nil {
		return s
	}
	return f.enrol(&scalar{name: name, class: classNamed(sql), sql: sql})
}

// enrol makes a scalar known by its name.
func (f *frame) enrol(s *scalar) *scalar {
	f.scalars[s.name] = s // before what it brings, which may lead back to it
	f.addScalar(s)
	return s
}

// addScalar registers the types a scalar brings: itself unless GraphQL has it, its
// comparison, and the scalars its operators take.
func (f *frame) addScalar(s *scalar) {
	if !isBuiltin(s.name) {
		f.memoized(s.name, nil, func() *planner.Type { return &planner.Type{Kind: ast.Scalar, Name: s.name} })
	}
	f.addComparison(s)
	for i := range s.class.operators {
		if op := &s.class.operators[i]; op.sql != "" {
			f.known(op.scalar())
		}
	}
	for _, target := range s.class.casts {
		f.known(target)
	}
	switch s.sql {
	case "geometry", "geography", "raster":
		f.addSpatialInputs()
	}
}

// learn makes a type's scalar known, so that its name is.
func (f *frame) learn(t *catalog.Type) {
	if s, depth := f.scalarOf(t); depth > 0 {
		f.addArrayComparison(s)
	}
}

func isBuiltin(name string) bool {
	switch name {
	case "Int", "Float", "String", "Boolean", "ID":
		return true
	}
	return false
}

func (f *frame) listed(name string, depth int, nonNull bool) *ast.Type {
	w := f.wrap(name)
	var t *ast.Type
	switch depth {
	case 0:
		t = w.plain
	case 1:
		t = w.list
	default:
		t = w.list
		for range depth - 1 {
			t = planner.ListOf(planner.NonNull(t))
		}
	}
	switch {
	case !nonNull:
		return t
	case depth == 0:
		return w.nonNull
	case depth == 1:
		return w.listNonNull
	}
	return planner.NonNull(t)
}

// enumName is the name of the GraphQL enum of an enum table.
func (f *frame) enumName(t *table) string { return t.name(naming.Enum) }
