package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// conflict compiles `on_conflict` of an insert into s, nil when it is absent
// (contract/postgres-graphql.md 6.5).
func (c *compiler) conflict(op *given, p *model.Permissions, s scope) *ir.Conflict {
	if op == nil {
		return nil
	}
	clause := &ir.Conflict{}
	var where *given
	for _, f := range op.Fields() {
		switch f.Input.Meta {
		case schema.ConflictConstraint:
			clause.Constraint = c.constraint(f.Value)
		case schema.ConflictUpdateColumns:
			clause.Set = c.excluded(f.Value, op.Path(), p)
		case schema.ConflictWhere:
			where = f.Value
		}
	}
	if clause.Constraint == "" {
		c.hidden("a conflict clause without a constraint")
	}
	if len(clause.Set) > 0 {
		c.upsert(clause, where, p.Update, s)
	}
	return clause
}

func (c *compiler) constraint(op *given) string {
	if m, ok := c.enumMeta(op).(*schema.Constraint); ok {
		return m.Key.Name
	}
	c.hidden("constraint " + op.Fixed().Text)
	return ""
}

// excluded takes columns from the row that could not be inserted.
func (c *compiler) excluded(op *given, at *planner.Path, p *model.Permissions) []ir.Assign {
	var set []ir.Assign
	for _, item := range listItems(op) {
		meta := c.enumMeta(item)
		if _, ok := meta.(schema.Placeholder); ok {
			c.fail(planner.Invalid(at, "erroneous column name"))
			return nil
		}
		col, ok := meta.(*model.Column)
		if !ok || p.Update == nil || !slices.Contains(p.Update.Columns, col) {
			c.hidden("column " + item.Fixed().Text)
			return nil
		}
		if !slices.ContainsFunc(set, func(a ir.Assign) bool { return a.Column == col.Name }) {
			set = append(set, ir.Assign{Column: col.Name, Value: &ir.Excluded{Column: col.Name}})
		}
	}
	return set
}

// upsert puts a clause that updates under the role's update permission: its presets, and
// its filter on the row that is there.
func (c *compiler) upsert(clause *ir.Conflict, where *given, p *model.UpdatePermission, s scope) {
	clause.Set = append(clause.Set, c.presets(p.Presets, s)...)
	clause.Where = c.permission(p.Filter, s, s)
	if where != nil {
		clause.Where = conjunction([]ir.Expr{clause.Where, c.where(where, s)})
	}
}

// insertCheck gives an insert with its clause what the rows must pass that it wrote: new ones
// the insert permission's check, changed ones that of the update permission, if it has one.
func (c *compiler) insertCheck(w *ir.Insert, p *model.Permissions, s scope) {
	inserted := c.permission(p.Insert.Check, s, s)
	if w.Conflict == nil || len(w.Conflict.Set) == 0 || p.Update == nil || p.Update.Check == nil {
		w.Check = inserted
		return
	}
	updated := c.permission(p.Update.Check, s, s)
	switch {
	case inserted == nil && updated == nil:
	case s.table.SQL.Kind == catalog.PartitionedTable:
		markChanged(w, inserted, updated)
	default:
		w.Check = byLocker(s, inserted, updated)
	}
}

// byLocker tells changed rows from new ones by who locked them.
func byLocker(s scope, inserted, updated ir.Expr) ir.Expr {
	// A row that was there before carries the transaction that locked it.
	created := ir.Expr(&ir.Compare{Op: ir.Eq, Left: &ir.ColumnOf{Rows: s.rows, Name: "xmax"}, Right: &ir.Number{}})
	return &ir.Or{Of: []ir.Expr{
		&ir.And{Of: []ir.Expr{created, orTrue(inserted)}},
		&ir.And{Of: []ir.Expr{&ir.Not{Of: created}, orTrue(updated)}},
	}}
}
