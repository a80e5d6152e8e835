package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// Node is one insertion with those that belong to it: object relationships whose rows come
// first, the statement, then the rows that refer to what it inserted
// (contract/postgres-graphql.md 6.4).
type Node struct {
	Before []*Node
	// Step answers the number of rows, then the rows as the text of an array when Root is
	// set, then the texts of Needs. The direct node of an [Inserting] answers the field's
	// JSON instead.
	Step  *Step
	Root  bool
	Needs []*Cell
	After []*Node

	// Path is where faults of the insertion point.
	Path *planner.Path
	// Table and Relationship name the insertion in errors; Relationship is "" at the root.
	Table        string
	Relationship string
}

// nested is a list of objects to be inserted into one table.
type nested struct {
	table    *model.Table
	rows     []*given
	conflict *given // nil when absent
	path     *planner.Path
	// whole is set when the rows are asked for, not only their number.
	whole bool
	// relationship is the one that leads here, "" at the root.
	relationship string
	// determined are the columns that the row on the other side gives.
	determined []determined
	// needed are the columns that others want to know of the inserted row.
	needed []determined
}

// determined is a column whose value is known only while the mutation runs.
type determined struct {
	column *model.Column
	cell   *Cell
}

// inserter makes the nodes of one run.
type inserter struct {
	target    *Target
	questions *questions
	fault     *planner.Fault
}

func (t *inserter) err() error {
	if t.fault != nil {
		return t.fault
	}
	return nil
}

func (t *inserter) fail(f *planner.Fault) {
	if t.fault == nil {
		t.fault = f
	}
}

// plan makes the nodes that insert a list of objects: one for all, unless any of them has
// related objects to be inserted with it.
func (t *inserter) plan(n nested, root bool) []*Node {
	var nodes []*Node
	if !anyRelated(n.rows) {
		for _, portion := range portions(n) {
			nodes = append(nodes, t.flat(portion, root))
		}
		return nodes
	}
	for _, row := range n.rows {
		one := n
		one.rows = []*given{row}
		one.needed = append([]determined(nil), n.needed...)
		one.determined = append([]determined(nil), n.determined...)
		nodes = append(nodes, t.object(one, row, root))
	}
	return nodes
}

// anyRelated tells whether any object has related ones to be inserted with it. There may be
// many objects: names are looked up once.
func anyRelated(rows []*given) bool {
	if len(rows) == 0 {
		return false
	}
	names := relationships(rows[0])
	if len(names) == 0 {
		return false
	}
	for _, row := range rows {
		for _, m := range row.value.Members {
			in := names[m.Name]
			if in == nil {
				continue
			}
			v := &given{value: m.Value, in: in, path: row.path.Key(m.Name), types: row.types}
			if r, ok := in.Meta.(*model.Relationship); ok && !emptyNested(r, v) {
				return true
			}
		}
	}
	return false
}

// relationships are the members of the row's type that lead to related objects.
func relationships(row *given) map[string]*planner.InputValue {
	t := row.types.Type(row.in.Type.Name())
	if t == nil {
		return nil
	}
	names := map[string]*planner.InputValue{}
	for _, in := range t.Inputs {
		if _, ok := in.Meta.(*model.Relationship); ok {
			names[in.Name] = in
		}
	}
	return names
}

// emptyNested tells whether a nested insert is skipped: null, or an empty list.
func emptyNested(r *model.Relationship, v *given) bool {
	if v.Null() {
		return true
	}
	data := dataOf(v)
	return r.Array && data != nil && data.Kind() == planner.List && len(data.Items()) == 0
}

func dataOf(v *given) *given {
	for _, f := range v.Fields() {
		if f.Input.Meta == schema.NestedData {
			return f.Value
		}
	}
	return nil
}

// object makes the node of one object with related ones.
func (t *inserter) object(n nested, row *given, root bool) *Node {
	var before, after []*Node
	for _, f := range row.Fields() {
		r, ok := f.Input.Meta.(*model.Relationship)
		if !ok || emptyNested(r, f.Value) {
			continue
		}
		if !r.Array && !r.AfterParent {
			before = append(before, t.before(&n, row, r, f.Value)...)
			continue
		}
		after = append(after, t.after(&n, r, f.Value)...)
	}
	node := t.flat(n, root)
	node.Before, node.After = before, after
	return node
}

// before plans a related row that comes first: its columns determine the parent's.
func (t *inserter) before(n *nested, row *given, r *model.Relationship, v *given) []*Node {
	child := t.child(r, v)
	for _, pair := range r.Pairs {
		if gives(row, pair.Local) || isDetermined(n.determined, pair.Local) {
			t.fail(planner.Invalid(v.Path(), "cannot insert object relationship %q as %q column values are already determined", r.Name, pair.Local.Name))
		}
		cell := &Cell{}
		child.needed = append(child.needed, determined{pair.Remote, cell})
		n.determined = append(n.determined, determined{pair.Local, cell})
	}
	return t.plan(child, false)
}

// after plans related rows that refer to the parent.
func (t *inserter) after(n *nested, r *model.Relationship, v *given) []*Node {
	child := t.child(r, v)
	for _, pair := range r.Pairs {
		for _, row := range child.rows {
			if gives(row, pair.Remote) {
				t.fail(planner.Invalid(child.path, "cannot insert %q columns as their values are already being determined by parent insert", pair.Remote.Name))
			}
		}
		cell := &Cell{}
		n.needed = append(n.needed, determined{pair.Local, cell})
		child.determined = append(child.determined, determined{pair.Remote, cell})
	}
	return t.plan(child, false)
}

// child reads a nested insert.
func (t *inserter) child(r *model.Relationship, v *given) nested {
	n := nested{table: r.Target, relationship: r.Name, path: v.Path().Key("data")}
	for _, f := range v.Fields() {
		switch f.Input.Meta {
		case schema.NestedData:
			n.rows = []*given{f.Value}
			if r.Array {
				n.rows = listItems(f.Value)
			}
		case schema.NestedOnConflict:
			n.conflict = f.Value
		}
	}
	return n
}

// gives tells whether an object has a value for the column.
func gives(row *given, col *model.Column) bool {
	for _, f := range row.Fields() {
		if of, ok := f.Input.Meta.(*model.Column); ok && of == col {
			return true
		}
	}
	return false
}

func isDetermined(of []determined, col *model.Column) bool {
	for _, d := range of {
		if d.column == col {
			return true
		}
	}
	return false
}

// insertColumns are what an insertion tells: how many rows, at the root the rows, and the
// columns that others need.
func (c *compiler) insertColumns(n nested, root bool) []ir.Column {
	columns := []ir.Column{{Name: "affected", Value: c.count(&ir.Written{})}}
	if root {
		columns = append(columns, ir.Column{Name: "rows", Value: c.wholeRows(n.table)})
	}
	for _, need := range n.needed {
		rows := c.written()
		rows.AtMostOne = true
		value := &ir.Cast{Of: &ir.ColumnOf{Rows: rows.Alias, Name: need.column.Name}, Type: c.builtin("text")}
		columns = append(columns, ir.Column{Name: need.column.Name, Value: &ir.Related{Rows: rows, Value: value}})
	}
	return columns
}
