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
// (contract/postgres-graphql.md 5.9). Types decide the SQL, neither keys nor their number do.
func (c *compiler) entities(f *planner.Selection) (ir.Expr, *planner.Shape) {
	representations := argument(f, schema.ArgRepresentations)
	if representations == nil {
		return c.hidden("field " + f.Field.Name), nil
	}
	e := entities{c: c, f: f, of: representations, keys: &ir.Rows{Alias: c.alias()}}
	for _, item := range listItems(representations) {
		r, ok := c.representation(f, item)
		if !ok || r.table != nil && !e.add(r) {
			return &ir.Bool{}, nil // the compilation has failed
		}
	}
	e.keys.From = &ir.Together{Arrays: e.arrays}
	value := &ir.Entities{Keys: e.keys}
	for _, row := range e.rows {
		value.Of = append(value.Of, row)
	}
	return value, e.merged()
}

// entities are the entities of a selection that is being compiled, type by type.
type entities struct {
	c      *compiler
	f      *planner.Selection
	of     *given
	keys   *ir.Rows
	arrays []ir.Expr // of keys
	types  []string
	rows   []*ir.One // of the types
	shape  planner.Shape
}

// add takes a representation; of the first of its type come the rows. It returns false after
// a fault.
func (e *entities) add(r *representation) bool {
	for _, col := range r.table.PrimaryKey {
		if r.members[col.Field] == nil {
			e.c.fail(planner.Invalid(r.of.Path(), "cannot find %s in _Any type", col.Field))
			return false
		}
	}
	if slices.Contains(e.types, r.typeName) {
		return true
	}
	c := e.c
	rows, s := c.permitted(tableOf(r.table), r.table)
	var key []ir.Expr
	for _, col := range r.table.PrimaryKey {
		key = append(key, &ir.Compare{Op: ir.Eq, Left: c.column(col, s), Right: &ir.Cast{Of: e.key(r.typeName, col), Type: col.Type()}})
	}
	rows.Where = conjunction(key)
	rows.AtMostOne = true
	row, shape := c.members(e.f, r.typeName, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.rowField(f, s) })
	e.types, e.rows = append(e.types, r.typeName), append(e.rows, &ir.One{Rows: rows, Row: row})
	if shape != nil {
		for _, entry := range shape.Entries {
			entry.On = []string{r.typeName}
			e.shape.Entries = append(e.shape.Entries, entry)
		}
	}
	return true
}

// key is a value of an entity's key, in the row of its representation.
func (e *entities) key(typeName string, col *model.Column) ir.Expr {
	elem := enumOf(col.Enum, col.Type())
	encode := encoding{how: asEntityKey, at: []string{typeName, col.Field}, elem: &elem}
	e.arrays = append(e.arrays, e.c.param(e.of, e.c.builtin("text").Array, encode))
	return &ir.ColumnOf{Rows: e.keys.Alias, Name: ir.TogetherColumn(len(e.arrays) - 1)}
}

// entityKeys writes that member of all representations of the type as an array.
func (e encoding) entityKeys(v *planner.Value) []byte {
	items := v.Items
	if v.Kind != planner.List {
		items = []*planner.Value{v}
	}
	dst := []byte{'{'}
	for i, item := range items {
		if i > 0 {
			dst = append(dst, ',')
		}
		member := item.Member(e.at[1])
		if name := item.Member("__typename"); name == nil || name.Text != e.at[0] || member == nil || member.Kind == planner.Null {
			dst = append(dst, "NULL"...)
			continue
		}
		text, _, _ := e.elem.text(member, nil) // only a path can be malformed
		dst = appendElement(dst, string(text))
	}
	return append(dst, '}')
}

// typeKey is the member that tells a row's type where joins depend on it. It is no name that
// a client could ask for, and cut from the answer.
const typeKey = " type"

// merged is the shape of all rows, whose entries depend on the type; nil when nothing is to
// be joined.
func (e *entities) merged() *planner.Shape {
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
