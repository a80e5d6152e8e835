package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// entities compiles `_entities(representations:)` of a federation subgraph: a list in the
// order of the representations, null for rows that are not there or not permitted
// (contract/postgres-graphql.md 5.9). Types decide the SQL, keys do not.
func (c *compiler) entities(f *planner.Selection) (ir.Expr, *planner.Shape) {
	of := &ir.Elements{}
	var shape *planner.Shape
	representations := argument(f, schema.ArgRepresentations)
	if representations == nil {
		return c.hidden("field " + f.Field.Name), nil
	}
	for _, item := range listItems(representations) {
		row, s := c.entity(f, item)
		of.Of = append(of.Of, row)
		shape = merged(shape, s)
	}
	return of, shape
}

// merged joins the shapes of entities of several types: each has entries for its own.
func merged(a, b *planner.Shape) *planner.Shape {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	entries := append([]planner.Entry(nil), a.Entries...)
	for _, e := range b.Entries {
		known := false
		for i := range a.Entries {
			known = known || a.Entries[i].Key == e.Key
		}
		if !known {
			entries = append(entries, e)
		}
	}
	return &planner.Shape{Entries: entries}
}

func (c *compiler) entity(f *planner.Selection, representation *given) (ir.Expr, *planner.Shape) {
	members := map[string]*given{}
	for _, m := range representation.Fields() {
		members[m.Name] = m.Value
	}
	name := members["__typename"]
	if name == nil {
		return c.fail(planner.Invalid(representation.Path(), "__typename key not found")), nil
	}
	typeName := name.Fixed().Text
	t := c.entityTable(typeName)
	if t == nil {
		return c.fail(planner.Invalid(representation.Path(), "%s is not found in selection set or apollo federation is not enabled for the type", typeName)), nil
	}
	rows, s := c.permitted(tableOf(t), t)
	var key []ir.Expr
	for _, col := range t.PrimaryKey {
		value := members[col.Field]
		if value == nil {
			return c.fail(planner.Invalid(representation.Path(), "cannot find %s in _Any type", col.Field)), nil
		}
		cmp := comparison{op: model.Eq, left: c.column(col, s), t: col.Type(), enum: col.Enum}
		key = append(key, c.compare(cmp, &requestOperand{c: c, of: value}))
	}
	rows.Where = conjunction(key)
	rows.AtMostOne = true
	row, shape := c.members(f, typeName, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.rowField(f, s) })
	return &ir.One{Rows: rows, Row: row}, shape
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
