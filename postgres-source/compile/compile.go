package compile

import (
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Target is whom a call is compiled for. It is safe for concurrent use; its exported fields
// must not be changed.
type Target struct {
	Source planner.ID
	Model  *model.Model
	Role   string
	// Types looks up the role's types, for what enum values stand for.
	Types Types
	// StringifyNumbers is HASURA_GRAPHQL_STRINGIFY_NUMERIC_TYPES.
	StringifyNumbers bool
	// NullCollapse is HASURA_GRAPHQL_V1_BOOLEAN_NULL_COLLAPSE.
	NullCollapse bool

	intos sync.Map // by *model.Table: *into, what was looked at so far
}

// permissions are what the role may do with a table, nil when nothing.
func (t *Target) permissions(table *model.Table) *model.Permissions {
	return t.Model.Permissions(table, t.Role)
}

// Types looks up the types of a role.
type Types interface {
	Type(name string) *planner.Type
	// RowType names a table's row type; false when the role does not see the table.
	RowType(t *model.Table) (string, bool)
	// Entity returns the table of a row type that other subgraphs of a federation may ask
	// for; nil for any other name.
	Entity(typeName string) *model.Table
}

// Read is a compiled call that reads.
type Read struct {
	Query  *ir.Query
	Inputs []Input // by ir.Input.Index
	Shapes []*planner.Shape
	Deps   []planner.Dep
	// Questions are what permissions ask of other sources.
	Questions []planner.Question
	// Cursor is set for a stream: the parameter that holds its cursor. The query then has
	// one column more than was asked for: the cursor to go on with, NULL without rows.
	Cursor *planner.Param
	// Once is set when a function is called that may do something: the statement must not
	// run twice.
	Once bool
}

// Select compiles a call of query, subscription or join columns. The error is a *Fault.
func Select(target *Target, spec *planner.CallSpec) (*Read, error) {
	c := newCompiler(target)
	if spec.Link != nil {
		c.keys(spec)
	}
	shapes := make([]*planner.Shape, len(spec.Columns))
	for i, sel := range spec.Columns {
		value, shape := c.root(sel)
		shapes[i] = shape
		c.query.Columns = append(c.query.Columns, ir.Column{Name: sel.Key, Value: value})
	}
	if c.next != nil {
		c.query.Columns = append(c.query.Columns, ir.Column{Name: "cursor", Value: c.next})
	}
	if c.fault != nil {
		return nil, c.fault
	}
	return &Read{Query: &c.query, Inputs: c.inputs, Shapes: shapes, Deps: c.deps, Questions: c.questions.list, Cursor: c.cursor, Once: c.once}, nil
}

// compiler holds one compilation.
type compiler struct {
	target  *Target
	query   ir.Query
	inputs  []Input
	known   map[inputKey]int
	deps    []planner.Dep
	aliases ir.Alias // given out so far
	masked  map[maskedColumn]ir.Expr
	// questions are shared by the statements of one call.
	questions *questions
	// aggregates are those of the field at hand so far; see maxAggregates.
	aggregates int
	// conditions are those of the request so far; see maxConditions.
	conditions int
	// next and cursor are a stream's: see Read.Cursor.
	next   ir.Expr
	cursor *planner.Param
	// once is Read.Once.
	once bool
	// fault is the first error. Compiling goes on after one; its result is thrown away.
	fault *planner.Fault
	path  *planner.Path // of the selection at hand, for errors without a path of their own
}

// fail records the first error and returns a condition that no row meets.
func (c *compiler) fail(f *planner.Fault) ir.Expr {
	if c.fault == nil {
		c.fault = f
	}
	return &ir.Bool{Value: false}
}

// hidden fails for something the role's schema does not have: it must never be reached, and
// if it is, nothing is answered.
func (c *compiler) hidden(what string) ir.Expr {
	return c.fail(planner.Faultf(planner.CodeUnexpected, c.path, "%s is not visible to the role", what))
}

// root compiles one column of the call.
func (c *compiler) root(sel *planner.Selection) (ir.Expr, *planner.Shape) {
	c.path = sel.Path
	switch m := sel.Field.Meta.(type) {
	case *schema.Select:
		return c.selectRoot(sel, m)
	case *schema.Function:
		return c.functionRoot(sel, m)
	case *schema.NativeQuery:
		return c.nativeRoot(sel, m)
	case *schema.Landing:
		return c.landing(sel, m)
	case schema.Special:
		switch m {
		case schema.RelayNode:
			return c.node(sel)
		case schema.FederationEntities:
			return c.entities(sel)
		}
	}
	return c.fail(planner.Faultf(planner.CodeNotSupported, sel.Path, "field '%s' cannot be answered by source '%s'", sel.Field.Name, c.target.Source.Name)), nil
}

// builtin returns a type of pg_catalog.
func (c *compiler) builtin(name string) *catalog.Type {
	return c.target.Model.Catalog.TypeByName(sqlname.Name{Schema: "pg_catalog", Name: name})
}

// depend notes that the answer is read from a table.
func (c *compiler) depend(d planner.Dep) {
	d.Source = c.target.Source
	for i := range c.deps {
		if c.deps[i] == d {
			return
		}
	}
	c.deps = append(c.deps, d)
}
