package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// entities compiles `_entities(representations:)` of a federation subgraph: a list in the
// order of the representations, null for rows that are not there or not permitted
// (contract/postgres-graphql.md 5.9). Types decide the SQL, keys do not.
func (c *compiler) entities(f *planner.Selection) (ir.Expr, *planner.Shape) {
	representations := argument(f, schema.ArgRepresentations)
	if representations == nil {
		return c.hidden("field " + f.Field.Name), nil
	}
	of, shapes := &ir.Elements{}, entityShapes{}
	for _, item := range listItems(representations) {
		row, typeName, shape := c.entity(f, item)
		if row == nil {
			return &ir.Bool{}, nil // the compilation has failed
		}
		of.Of = append(of.Of, row)
		shapes.add(typeName, row, shape)
	}
	return of, shapes.merged()
}

// typeKey is the member that tells a row's type where joins depend on it. It is no name that
// a client could ask for, and cut from the answer.
const typeKey = " type"

// entityShapes collects what is to be joined in rows of several types.
type entityShapes struct {
	rows  []*ir.One
	types []string // of the rows
	shape planner.Shape
	known []string // types whose entries are in shape
}

func (e *entityShapes) add(typeName string, row *ir.One, shape *planner.Shape) {
	e.rows, e.types = append(e.rows, row), append(e.types, typeName)
	if shape == nil || slices.Contains(e.known, typeName) {
		return
	}
	e.known = append(e.known, typeName)
	for _, entry := range shape.Entries {
		entry.On = []string{typeName}
		e.shape.Entries = append(e.shape.Entries, entry)
	}
}

// merged is the shape of all rows, whose entries depend on the type; nil when nothing is to
// be joined.
func (e *entityShapes) merged() *planner.Shape {
	if len(e.shape.Entries) == 0 {
		return nil
	}
	for i, row := range e.rows {
		row.Row.Fields = slices.Insert(row.Row.Fields, 0, ir.Field{Key: typeKey, Value: &ir.Text{Value: e.types[i]}})
	}
	e.shape.TypeKey = typeKey
	e.shape.Entries = append(e.shape.Entries, planner.Entry{Key: typeKey, Kind: planner.Cut})
	return &e.shape
}

// entity compiles the row of one representation, nil after a fault.
func (c *compiler) entity(f *planner.Selection, representation *given) (*ir.One, string, *planner.Shape) {
	members := map[string]*given{}
	for _, m := range representation.Fields() {
		members[m.Name] = m.Value
	}
	name := members["__typename"]
	if name == nil {
		c.fail(planner.Invalid(representation.Path(), "__typename key not found"))
		return nil, "", nil
	}
	typeName := name.Fixed().Text
	t := c.entityTable(typeName)
	if t == nil {
		c.fail(planner.Invalid(representation.Path(), "%s is not found in selection set or apollo federation is not enabled for the type", typeName))
		return nil, "", nil
	}
	rows, s := c.permitted(tableOf(t), t)
	var key []ir.Expr
	for _, col := range t.PrimaryKey {
		value := members[col.Field]
		if value == nil {
			c.fail(planner.Invalid(representation.Path(), "cannot find %s in _Any type", col.Field))
			return nil, "", nil
		}
		cmp := comparison{op: model.Eq, left: c.column(col, s), t: col.Type(), enum: col.Enum}
		key = append(key, c.compare(cmp, &requestOperand{c: c, of: value}))
	}
	rows.Where = conjunction(key)
	rows.AtMostOne = true
	row, shape := c.members(f, typeName, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.rowField(f, s) })
	return &ir.One{Rows: rows, Row: row}, typeName, shape
}

// entityTable is the table of a type that other subgraphs may ask for.
func (c *compiler) entityTable(typeName string) *model.Table {
	for _, e := range c.target.Types.Entities() {
		if e.Type != typeName {
			continue
		}
		if row, ok := c.target.Types.Type(typeName).Meta.(*schema.Row); ok {
			return row.Table
		}
	}
	return nil
}
