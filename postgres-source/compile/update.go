package compile

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// update compiles the updating root fields of a table (contract/postgres-graphql.md 6.6).
func (c *compiler) update(f *planner.Selection, m *schema.Update) (*Field, *planner.Shape) {
	r := &response{f: f, table: m.Table, one: m.Kind == schema.UpdateByPK}
	if m.Kind != schema.UpdateMany {
		change, shape := c.change(r, members(f), f.ArgsPath())
		return &Field{Change: change}, shape
	}
	field := &Field{Changes: []*Change{}}
	var shape *planner.Shape
	updates := argument(f, schema.ArgUpdates)
	if updates == nil {
		c.hidden("argument updates")
		return field, nil
	}
	for _, item := range listItems(updates) {
		one := c.beside()
		change, s := one.change(r, item.Fields(), item.Path())
		c.join(one)
		field.Changes = append(field.Changes, change)
		if s != nil {
			shape = s
		}
	}
	return field, shape
}

// members returns a field's arguments as the members of an object.
func members(f *planner.Selection) []givenField {
	of := make([]givenField, len(f.Args))
	for i, arg := range f.Args {
		of[i] = givenField{Name: arg.Input.Name, Input: arg.Input, Value: ofOperand(arg.Value)}
	}
	return of
}

// change compiles one update from its arguments.
func (c *compiler) change(r *response, args []givenField, at *planner.Path) (*Change, *planner.Shape) {
	p := c.target.permissions(r.table)
	if p == nil || p.Update == nil {
		c.hidden("field " + r.f.Field.Name)
		return &Change{}, nil
	}
	s := c.readScope(r.table)
	set := c.assignments(args, p.Update, s, at)
	if len(set) == 0 && len(p.Update.Presets) == 0 {
		return c.unchanged(r)
	}
	u := &ir.Update{Target: c.targetOf(r.table, s), Filter: c.permission(p.Update.Filter, s, s)}
	u.Whole = !r.direct(c.selectable(r.table))
	u.Set = slices.Concat(set, c.presets(p.Update.Presets, s))
	u.Where = c.which(r.table, args, s)
	if p.Update.Check != nil {
		u.Check = c.permission(p.Update.Check, s, s)
	}
	c.dependOn(r.table)
	c.query.Write = u
	change := &Change{}
	return change, c.finish(r, change, s)
}

// which compiles the condition among the arguments. A write without one is refused: it
// would reach all rows.
func (c *compiler) which(t *model.Table, args []givenField, s scope) ir.Expr {
	for _, arg := range args {
		switch arg.Input.Meta {
		case schema.ArgWhere:
			return c.where(arg.Value, s)
		case schema.ArgPKColumns:
			return c.keyOf(t, arg.Value.Fields(), s)
		}
	}
	return c.hidden("a write without a condition")
}

// unchanged is an update without anything to set: no statement is sent. By key the answer
// is an empty object (contract/postgres-graphql.md 6.6). The arguments are compiled all the
// same, for their faults; so is the selection, for its shape.
func (c *compiler) unchanged(r *response) (*Change, *planner.Shape) {
	change := &Change{Constant: r.nothing()}
	if r.one {
		change.Constant = []byte("{}")
	}
	return change, nil
}

func (c *compiler) targetOf(t *model.Table, s scope) ir.Target {
	return ir.Target{Alias: s.rows, Table: t.Name, Type: t.SQL.RowType}
}

// keyOf pins all columns of the primary key.
func (c *compiler) keyOf(t *model.Table, fields []givenField, s scope) ir.Expr {
	var of []ir.Expr
	for _, f := range fields {
		col, ok := f.Input.Meta.(*model.Column)
		if !ok {
			return c.hidden("argument " + f.Name)
		}
		cmp := comparison{op: model.Eq, left: c.column(col, s), t: col.Type(), enum: col.Enum}
		of = append(of, c.compare(cmp, &requestOperand{c: c, of: f.Value}))
	}
	if len(of) < len(t.PrimaryKey) || len(of) == 0 {
		return c.hidden("table " + t.Name.String() + " by key")
	}
	return conjunction(of)
}

// assignments compiles the operators. A column may be in one of them only.
func (c *compiler) assignments(args []givenField, p *model.UpdatePermission, s scope, at *planner.Path) []ir.Assign {
	var set []ir.Assign
	var twice []string
	for _, arg := range args {
		op, ok := arg.Input.Meta.(schema.UpdateOperator)
		if !ok {
			continue
		}
		for _, f := range arg.Value.Fields() {
			col, ok := f.Input.Meta.(*model.Column)
			if !ok || !slices.Contains(p.Columns, col) {
				c.hidden("column " + f.Name)
				continue
			}
			if slices.ContainsFunc(set, func(a ir.Assign) bool { return a.Column == col.Name }) {
				twice = append(twice, "'"+f.Name+"'")
				continue
			}
			set = append(set, ir.Assign{Column: col.Name, Value: c.operated(op, col, f.Value, s)})
		}
	}
	if twice != nil {
		c.fail(planner.Invalid(at, "Column found in multiple operators: [%s].", strings.Join(twice, ", ")))
	}
	return set
}

// operated is what an operator makes of a column.
func (c *compiler) operated(op schema.UpdateOperator, col *model.Column, value *given, s scope) ir.Expr {
	old := &ir.ColumnOf{Rows: s.rows, Name: col.Name}
	as := func(want wanted) ir.Expr { return (&requestOperand{c: c, of: value}).value(want) }
	own := wanted{t: col.Type(), enum: col.Enum}
	switch op {
	case schema.OpSet:
		return as(own)
	case schema.OpInc:
		return &ir.Compare{Op: ir.Plus, Left: old, Right: as(own)}
	case schema.OpAppend:
		return &ir.Compare{Op: ir.Concat, Left: old, Right: as(own)}
	case schema.OpPrepend:
		return &ir.Compare{Op: ir.Concat, Left: as(own), Right: old}
	case schema.OpDeleteKey:
		return &ir.Compare{Op: ir.Minus, Left: old, Right: as(wanted{t: c.builtin("text")})}
	case schema.OpDeleteElem:
		return &ir.Compare{Op: ir.Minus, Left: old, Right: as(wanted{t: c.builtin("int4")})}
	case schema.OpDeleteAtPath:
		return &ir.Compare{Op: ir.DeletePath, Left: old, Right: as(wanted{t: c.builtin("text").Array, list: true})}
	}
	return c.hidden(fmt.Sprintf("operator %d", op))
}

// presets are the values the permission forces.
func (c *compiler) presets(presets []model.Preset, s scope) []ir.Assign {
	set := make([]ir.Assign, 0, len(presets))
	for i := range presets {
		set = append(set, ir.Assign{Column: presets[i].Column.Name, Value: c.preset(&presets[i], s)})
	}
	return set
}

func (c *compiler) preset(p *model.Preset, s scope) ir.Expr {
	o := &metadataOperand{c: condition{compiler: c, root: s}, of: &p.Value, s: s}
	return o.value(wanted{t: p.Column.Type(), enum: p.Column.Enum})
}
