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
		r, ok := c.representation(f, item)
		if !ok {
			return &ir.Bool{}, nil // the compilation has failed
		}
		if r.table == nil {
			of.Of = append(of.Of, nil)
			continue
		}
		row, shape := c.entity(f, r)
		if row == nil {
			return &ir.Bool{}, nil
		}
		of.Of = append(of.Of, row)
		shapes.add(r.typeName, row, shape)
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

// representation is what the client knows of one entity.
type representation struct {
	of       *given
	members  map[string]*given
	typeName string
	table    *model.Table // nil for an entity of another database
}

// representation reads the type of a representation; false after a fault.
func (c *compiler) representation(f *planner.Selection, of *given) (*representation, bool) {
	if of.Kind() != planner.Object {
		c.fail(planner.Invalid(of.Path(), "representations is expecting a list of objects only"))
		return nil, false
	}
	r := &representation{of: of, members: map[string]*given{}}
	for _, m := range of.Fields() {
		r.members[m.Name] = m.Value
	}
	name := r.members["__typename"]
	if name == nil {
		c.fail(planner.Invalid(of.Path(), "__typename key not found"))
		return nil, false
	}
	if name.Kind() != planner.String {
		c.fail(planner.Invalid(of.Path(), "__typename can only be a string value"))
		return nil, false
	}
	r.typeName = name.Fixed().Text
	r.table = c.target.Types.Entity(r.typeName)
	if r.table == nil && !slices.Contains(f.Type.Possible, r.typeName) {
		c.fail(planner.Invalid(of.Path(), "%s is not found in selection set or apollo federation is not enabled for the type", r.typeName))
		return nil, false
	}
	return r, true
}

// entity compiles the row of one representation, nil after a fault.
func (c *compiler) entity(f *planner.Selection, r *representation) (*ir.One, *planner.Shape) {
	rows, s := c.permitted(tableOf(r.table), r.table)
	var key []ir.Expr
	for _, col := range r.table.PrimaryKey {
		value := r.members[col.Field]
		if value == nil {
			c.fail(planner.Invalid(r.of.Path(), "cannot find %s in _Any type", col.Field))
			return nil, nil
		}
		cmp := comparison{op: model.Eq, left: c.column(col, s), t: col.Type(), enum: col.Enum}
		key = append(key, c.compare(cmp, &requestOperand{c: c, of: value}))
	}
	rows.Where = conjunction(key)
	rows.AtMostOne = true
	row, shape := c.members(f, r.typeName, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.rowField(f, s) })
	return &ir.One{Rows: rows, Row: row}, shape
}
