package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// members compiles the selections of an object of type typeName: field answers one that is
// not `__typename`. The shape tells what is to be joined inside; nil when nothing is.
func (c *compiler) members(sel *planner.Selection, typeName string, field func(*planner.Selection) (ir.Expr, *planner.Shape)) (*ir.Object, *planner.Shape) {
	o := &ir.Object{}
	var entries []planner.Entry
	for _, f := range sel.Fields {
		if f.On != nil && !slices.Contains(f.On, typeName) {
			continue
		}
		c.path = f.Path
		if f.Field == planner.Typename {
			o.Fields = append(o.Fields, ir.Field{Key: f.Key, Value: &ir.Text{Value: typeName}})
			continue
		}
		value, inner := field(f)
		o.Fields = append(o.Fields, ir.Field{Key: f.Key, Value: value})
		switch {
		case f.Field.Link != nil:
			entries = append(entries, planner.Entry{Key: f.Key, Kind: planner.Slot, Join: f})
		case inner != nil:
			entries = append(entries, planner.Entry{Key: f.Key, Kind: planner.Nested, Shape: inner})
		}
	}
	if entries == nil {
		return o, nil
	}
	return o, &planner.Shape{Entries: entries}
}

// object compiles what is selected of a row.
func (c *compiler) object(sel *planner.Selection, s scope) (*ir.Object, *planner.Shape) {
	return c.members(sel, sel.Type.Name, func(f *planner.Selection) (ir.Expr, *planner.Shape) { return c.rowField(f, s) })
}

func (c *compiler) rowField(f *planner.Selection, s scope) (ir.Expr, *planner.Shape) {
	if f.Field.Link != nil {
		return c.slot(f, s), nil
	}
	switch m := f.Field.Meta.(type) {
	case *model.Column:
		return c.output(c.column(m, s), m.Type(), m.Enum, f), nil
	case *model.ComputedField:
		return c.computedField(m, f, s)
	case *model.Relationship:
		return c.relationship(m, f, s)
	case *schema.RelationshipAggregate:
		rows, inner := c.relatedRows(m.Relationship, s)
		return c.aggregate(f, rows, inner)
	case *schema.RelationshipConnection:
		return c.connection(f, func() (*ir.Rows, scope) { return c.relatedRows(m.Relationship, s) })
	case *schema.NodeID:
		return c.nodeID(m.Table, s), nil
	case *model.LogicalField:
		return c.logicalField(m, f, s), nil
	}
	return c.hidden("field " + f.Field.Name), nil
}

// relationship compiles an object or array relationship.
func (c *compiler) relationship(m *model.Relationship, f *planner.Selection, s scope) (ir.Expr, *planner.Shape) {
	var rows *ir.Rows
	var inner scope
	if m.Native != nil {
		rows, inner = c.nativeRows(m.Native, c.nativeArguments(f, m.Native))
		rows.Join = join(m, s.rows)
	} else {
		rows, inner = c.relatedRows(m, s)
	}
	if m.Array {
		return c.list(f, rows, inner)
	}
	return c.one(f, rows, inner)
}

func (c *compiler) one(f *planner.Selection, rows *ir.Rows, s scope) (ir.Expr, *planner.Shape) {
	row, shape := c.object(f, s)
	return &ir.One{Rows: rows, Row: row}, shape
}

func (c *compiler) list(f *planner.Selection, rows *ir.Rows, s scope) (ir.Expr, *planner.Shape) {
	c.collect(f, rows, s)
	rows.Cap = capOf(s)
	row, shape := c.object(f, s)
	return &ir.List{Rows: rows, Row: row}, shape
}

// output is a value as it is shown: PostgreSQL's own JSON, with the exceptions of
// contract/postgres-graphql.md 2.3 and 1.6.
func (c *compiler) output(e ir.Expr, t *catalog.Type, enum *model.Enum, f *planner.Selection) ir.Expr {
	if path := argument(f, schema.ArgPath); path != nil {
		e = &ir.Compare{Op: ir.AtPath, Left: e, Right: c.param(path, c.builtin("text").Array, encoding{how: asPath})}
	}
	return c.shown(e, t, enum)
}

func (c *compiler) shown(e ir.Expr, t *catalog.Type, enum *model.Enum) ir.Expr {
	t = t.Plain()
	switch {
	case enum != nil && c.target.Model.Naming == model.GraphQLDefault && t.Elem == nil:
		return &ir.Call{Name: sqlname.Name{Name: "upper"}, Args: []ir.Arg{{Value: e}}}
	case t.Name.Schema == "pg_catalog":
		if c.target.StringifyNumbers && stringified[t.Name.Name] {
			return &ir.Cast{Of: e, Type: c.builtin("text")}
		}
	case t.Kind == catalog.BaseType && (t.Name.Name == "geometry" || t.Name.Name == "geography"):
		geoJSON := postgis(t, "st_asgeojson", e, &ir.Number{Value: 15}, &ir.Number{Value: 4})
		return &ir.Cast{Of: geoJSON, Type: c.builtin("json")}
	}
	return e
}

// stringified are the types that become strings with STRINGIFY_NUMERIC_TYPES.
var stringified = map[string]bool{"int8": true, "float8": true, "numeric": true, "money": true}

// argument returns the value of the argument with that meaning, nil when it is absent.
func argument(f *planner.Selection, meaning schema.Argument) *given {
	for i := range f.Args {
		if m, ok := f.Args[i].Input.Meta.(schema.Argument); ok && m == meaning {
			return ofOperand(f.Args[i].Value)
		}
	}
	return nil
}

// slot is the key of a join, in the place of the joined value. Its parts need no column
// permission: they are not shown (contract/remote-schemas-and-joins.md 6).
func (c *compiler) slot(f *planner.Selection, s scope) ir.Expr {
	m, ok := f.Field.Link.Meta.(*schema.Remote)
	if !ok {
		return c.hidden("field " + f.Field.Name)
	}
	key := &ir.KeyArray{}
	for _, local := range m.Relationship.Fields {
		if local.Column != nil {
			key.Of = append(key.Of, &ir.ColumnOf{Rows: s.rows, Name: local.Column.Name})
			continue
		}
		key.Of = append(key.Of, c.computedScalar(local.Computed, s, nil))
	}
	return key
}
