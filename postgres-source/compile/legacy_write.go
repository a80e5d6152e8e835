package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/legacy"
	"github.com/weftql/weft/postgres-source/model"
)

// legacyWritten makes the statement of a write answer; where rules over other rows say what
// is shown of its rows, it returns a step that does after it.
func (c *compiler) legacyWritten(t *model.Table, returning []*model.Column) *Step {
	perm := c.selectable(t)
	if !slices.ContainsFunc(returning, func(col *model.Column) bool { return !settled(perm.Column(col)) }) {
		c.legacyAnswers(c.legacyReturned(t, returning, &ir.Written{Whole: true}, c.count(&ir.Written{})))
		return nil
	}
	c.query.Columns = []ir.Column{
		{Name: "affected", Value: c.count(&ir.Written{})},
		{Name: "rows", Value: c.wholeRows(t)},
	}
	after := c.beside()
	rows := &ir.Unnested{Array: after.state(stateRows, t.SQL.RowType.Array)}
	after.legacyAnswers(after.legacyReturned(t, returning, rows, after.state(stateAffected, after.builtin("int8"))))
	c.join(after)
	return after.step()
}

// legacyReturned is how many rows were written, and the list of them if it is asked for: the
// role's columns apply to them, its row filter does not.
func (c *compiler) legacyReturned(t *model.Table, returning []*model.Column, from ir.From, affected ir.Expr) ir.Expr {
	answer := &ir.Object{Fields: []ir.Field{{Key: "affected_rows", Value: affected}}}
	if returning == nil {
		return answer
	}
	rows, s := c.returned(t, from)
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
func legacyInsert(target *Target, op *legacy.Insert) (*Legacy, error) {
	into := target.legacyInto(op.Table)
	if into == nil {
		return nil, planner.Faultf(planner.CodeUnexpected, nil, "table %s is not visible to the role", op.Table.Name.String())
	}
	given, _, fault := readRows(into, op.Objects)
	if fault != nil {
		return nil, fault
	}
	l, err := newLegacy(target, func(c *compiler) *Step {
		write, _ := c.insertInto(into, func(p *model.Permissions, s scope) *ir.Conflict { return c.legacyConflict(op.Conflict, p, s) })
		write.Whole = op.Returning != nil
		return c.legacyWritten(op.Table, op.Returning)
	})
	if err != nil {
		return nil, err
	}
	l.Step, l.State = given.complete(target, l.Step), &State{Given: given.values()}
	return l, nil
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

func (c *compiler) legacyUpdate(op *legacy.Update) (answer *Step) {
	p := c.target.permissions(op.Table)
	if p == nil || p.Update == nil {
		c.hidden("update of " + op.Table.Name.String())
		return nil
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

func (c *compiler) legacyDelete(op *legacy.Delete) (answer *Step) {
	p := c.target.permissions(op.Table)
	if p == nil || p.Delete == nil {
		c.hidden("delete from " + op.Table.Name.String())
		return nil
	}
	s := c.readScope(op.Table)
	c.query.Write = &ir.Delete{
		Target: c.legacyTarget(op.Table, s, op.Returning), Filter: c.permission(p.Delete.Filter, s, s), Where: c.legacyWhere(op.Where, s),
	}
	c.dependOn(op.Table)
	return c.legacyWritten(op.Table, op.Returning)
}
