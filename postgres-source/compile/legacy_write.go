package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/legacy"
	"github.com/weftql/weft/postgres-source/model"
)

// legacyWritten is what a write answers: how many rows, and the list of them if it is
// asked for. The rows are those that were written: the role's columns apply to them, its
// row filter does not.
func (c *compiler) legacyWritten(t *model.Table, returning []*model.Column) ir.Expr {
	answer := &ir.Object{Fields: []ir.Field{{Key: "affected_rows", Value: c.count(&ir.Written{})}}}
	if returning == nil {
		return answer
	}
	rows, s := c.returned(t, &ir.Written{Whole: true})
	row := &ir.Object{}
	for i, col := range returning {
		if !slices.Contains(returning[:i], col) {
			row.Fields = append(row.Fields, ir.Field{Key: col.Name, Value: c.legacyShown(col, s)})
		}
	}
	answer.Fields = append(answer.Fields, ir.Field{Key: "returning", Value: &ir.List{Rows: rows, Row: row}})
	return answer
}

// legacyTarget is the table that a write changes.
func (c *compiler) legacyTarget(t *model.Table, s scope, returning []*model.Column) ir.Target {
	target := c.targetOf(t, s)
	target.Whole = returning != nil
	return target
}

// legacyInsert compiles an insert with the values of its rows.
func legacyInsert(target *Target, op *legacy.Insert) (*Step, *State, error) {
	into := target.legacyInto(op.Table)
	if into == nil {
		return nil, nil, planner.Faultf(planner.CodeUnexpected, nil, "table %s is not visible to the role", op.Table.Name.String())
	}
	given, _, fault := readRows(into, op.Objects)
	if fault != nil {
		return nil, nil, fault
	}
	step, err := legacyStep(target, func(c *compiler) ir.Expr {
		write := c.insertInto(into, func(p *model.Permissions, s scope) *ir.Conflict { return c.legacyConflict(op.Conflict, p, s) })
		write.Whole = op.Returning != nil
		return c.legacyWritten(op.Table, op.Returning)
	})
	if err != nil {
		return nil, nil, err
	}
	return given.complete(target, step), &State{Given: given.values()}, nil
}

// legacyInto is a table with what the role may insert there, by the names that SQL has.
func (t *Target) legacyInto(table *model.Table) *into {
	if !t.inserts(table) {
		return nil
	}
	i := &into{table: table, permission: t.permissions(table).Insert, members: map[string]*intoMember{}}
	for _, col := range i.permission.Columns {
		i.members[col.Name] = &intoMember{column: col, encode: encodingOf(col.Type()), defaults: mayDefault(col)}
	}
	return i
}

// legacyConflict is an on_conflict under the role's update permission; nil when there is
// none.
func (c *compiler) legacyConflict(op *legacy.Conflict, p *model.Permissions, s scope) *ir.Conflict {
	if op == nil {
		return nil
	}
	clause := &ir.Conflict{Constraint: op.Constraint}
	for _, col := range op.Target {
		clause.Columns = append(clause.Columns, col.Name)
	}
	for _, col := range op.Update {
		if p.Update == nil || !slices.Contains(p.Update.Columns, col) {
			c.hidden("column " + col.Name)
			return nil
		}
		clause.Set = append(clause.Set, ir.Assign{Column: col.Name, Value: &ir.Excluded{Column: col.Name}})
	}
	if len(clause.Set) > 0 {
		c.upsert(clause, nil, p.Update, s)
	}
	return clause
}

func (c *compiler) legacyUpdate(op *legacy.Update) ir.Expr {
	p := c.target.permissions(op.Table)
	if p == nil || p.Update == nil {
		return c.hidden("update of " + op.Table.Name.String())
	}
	s := c.readScope(op.Table)
	u := &ir.Update{
		Target: c.legacyTarget(op.Table, s, op.Returning), Set: c.presets(p.Update.Presets, s),
		Filter: c.permission(p.Update.Filter, s, s), Where: c.legacyWhere(op.Where, s),
	}
	for _, a := range op.Set {
		u.Set = append(u.Set, ir.Assign{Column: a.Column.Name, Value: c.legacyAssigned(a, s)})
	}
	if p.Update.Check != nil {
		u.Check = c.permission(p.Update.Check, s, s)
	}
	c.dependOn(op.Table)
	c.query.Write = u
	return c.legacyWritten(op.Table, op.Returning)
}

// legacyAssigned is the new value of a column; nil is its default.
func (c *compiler) legacyAssigned(a legacy.Assignment, s scope) ir.Expr {
	if a.Op == legacy.ToDefault {
		return nil
	}
	value := c.legacyValue(a.Value, a.Column.Type())
	old := &ir.ColumnOf{Rows: s.rows, Name: a.Column.Name}
	switch a.Op {
	case legacy.Plus:
		return &ir.Compare{Op: ir.Plus, Left: old, Right: value}
	case legacy.Times:
		return &ir.Compare{Op: ir.Times, Left: old, Right: value}
	case legacy.ToValue, legacy.ToDefault:
	}
	return value
}

func (c *compiler) legacyDelete(op *legacy.Delete) ir.Expr {
	p := c.target.permissions(op.Table)
	if p == nil || p.Delete == nil {
		return c.hidden("delete from " + op.Table.Name.String())
	}
	s := c.readScope(op.Table)
	c.query.Write = &ir.Delete{
		Target: c.legacyTarget(op.Table, s, op.Returning), Filter: c.permission(p.Delete.Filter, s, s), Where: c.legacyWhere(op.Where, s),
	}
	c.dependOn(op.Table)
	return c.legacyWritten(op.Table, op.Returning)
}
