package compile

import (
	"slices"
	"strings"

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
	// set, then the texts of Needs; with neither it has no columns, and the server tells the
	// number. The direct node of an [Inserting] answers what is shown of each row instead.
	Step  *Step
	State *State
	Root  bool
	Needs []*Cell
	After []*Node

	// Table names the insertion in errors, and Relationship one that comes Before.
	Table, Relationship string
	// Path is where faults of the insertion point; Through is that of the relationship of
	// one that comes Before.
	Path, Through *planner.Path
}

// Cell holds, during one run, a column of a row that was inserted: what relates nested
// rows to each other.
type Cell struct {
	Text []byte
	Null bool
}

// nested is a list of objects to be inserted into one table.
type nested struct {
	into     *into
	objects  []*planner.Value
	in       *planner.InputValue // where the objects stand
	path     *planner.Path
	conflict *given // nil when absent
	root     bool
	// one is set for the object of an object relationship, whose path is the list's.
	one bool
	// relationship is set for a row that comes before its parent; through is its path.
	relationship string
	through      *planner.Path
	// determined are the columns that a row inserted earlier gives.
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
	fault     *planner.Fault // the first
}

func (t *inserter) fail(f *planner.Fault) {
	if t.fault == nil {
		t.fault = f
	}
}

// plan makes the nodes that insert a list of objects: one for all, unless any of them has
// related objects to be inserted with it.
func (t *inserter) plan(n *nested) []*Node {
	rows, related, fault := readRows(n.into, n.objects)
	if fault != nil {
		t.fail(fault)
		return nil
	}
	if !related {
		for i, object := range n.objects {
			t.checkParent(n, object, n.at(i))
		}
		return []*Node{t.node(n, rows, n.path)}
	}
	nodes := make([]*Node, 0, len(n.objects))
	for i, object := range n.objects {
		nodes = append(nodes, t.object(n, object, n.at(i)))
	}
	return nodes
}

// at is the path of the i-th object.
func (n *nested) at(i int) *planner.Path {
	if n.one {
		return n.path
	}
	return n.path.Index(i)
}

// emptyNested tells whether a nested insert is skipped: null, or an empty list.
func emptyNested(v *planner.Value) bool {
	if v == nil || v.Kind == planner.Null {
		return true
	}
	data := v.Member("data")
	return data == nil || data.Kind == planner.List && len(data.Items) == 0
}

// object makes the node of one object with its related ones.
func (t *inserter) object(n *nested, object *planner.Value, at *planner.Path) *Node {
	t.checkParent(n, object, at)
	own := *n
	own.determined, own.needed = slices.Clip(n.determined), slices.Clip(n.needed)
	plain := &planner.Value{Kind: planner.Object}
	var before, after []*Node
	for _, m := range object.Members {
		member := n.into.members[m.Name]
		switch {
		case member != nil && member.relationship == nil:
			plain.Members = append(plain.Members, m)
		case member == nil:
			t.fail(planner.Faultf(planner.CodeUnexpected, at, "column %s is not visible to the role", m.Name))
		case emptyNested(m.Value):
		case member.relationship.Array || member.relationship.AfterParent:
			after = append(after, t.after(&own, member.relationship, m, at.Key(m.Name))...)
		default:
			before = append(before, t.before(&own, object, member.relationship, m, at.Key(m.Name))...)
		}
	}
	rows, _, fault := readRows(n.into, []*planner.Value{plain})
	if fault != nil {
		t.fail(fault)
		return &Node{}
	}
	node := t.node(&own, rows, at)
	node.Before, node.After = before, after
	return node
}

// before plans a related row that comes first: its columns determine the parent's.
func (t *inserter) before(parent *nested, object *planner.Value, r *model.Relationship, m planner.Member, at *planner.Path) []*Node {
	child := t.child(parent, r, m, at)
	child.relationship, child.through = r.Name, at
	var taken []string
	for _, pair := range r.Pairs {
		if object.Member(pair.Local.Field) != nil || isDetermined(parent.determined, pair.Local) {
			taken = append(taken, `"`+pair.Local.Name+`"`)
		}
		cell := &Cell{}
		child.needed = append(child.needed, determined{pair.Remote, cell})
		parent.determined = append(parent.determined, determined{pair.Local, cell})
	}
	if taken != nil {
		t.fail(planner.Invalid(at, "cannot insert object relationship %q as %s column values are already determined", r.Name, strings.Join(taken, ", ")))
	}
	return t.plan(child)
}

// after plans related rows that refer to the parent: it determines columns of theirs.
func (t *inserter) after(parent *nested, r *model.Relationship, m planner.Member, at *planner.Path) []*Node {
	child := t.child(parent, r, m, at)
	for _, pair := range r.Pairs {
		cell := &Cell{}
		parent.needed = append(parent.needed, determined{pair.Local, cell})
		child.determined = append(child.determined, determined{pair.Remote, cell})
	}
	return t.plan(child)
}

// child reads a nested insert, `{data, on_conflict}`.
func (t *inserter) child(parent *nested, r *model.Relationship, m planner.Member, at *planner.Path) *nested {
	value := &given{value: m.Value, path: at, types: t.target.Types}
	if objects := t.target.Types.Type(parent.in.Type.Name()); objects != nil {
		value.in = objects.Input(m.Name)
	}
	n := &nested{into: t.target.into(r.Target), path: at.Key("data"), one: !r.Array}
	for _, f := range value.Fields() {
		switch f.Input.Meta {
		case schema.NestedData:
			n.in = f.Input
			n.objects = []*planner.Value{f.Value.value}
			if f.Value.value.Kind == planner.List {
				n.objects = f.Value.value.Items
			}
		case schema.NestedOnConflict:
			n.conflict = f.Value
		}
	}
	return n
}

// checkParent refuses columns that the parent gives.
func (t *inserter) checkParent(n *nested, object *planner.Value, at *planner.Path) {
	var taken []string
	for _, d := range n.determined {
		if object.Member(d.column.Field) != nil {
			taken = append(taken, `"`+d.column.Name+`"`)
		}
	}
	if taken != nil {
		t.fail(planner.Invalid(at, "cannot insert %s columns as their values are already being determined by parent insert", strings.Join(taken, ", ")))
	}
}

func isDetermined(of []determined, col *model.Column) bool {
	return slices.ContainsFunc(of, func(d determined) bool { return d.column == col })
}

// node makes the insertion of rows.
func (t *inserter) node(n *nested, rows *rows, at *planner.Path) *Node {
	c := newCompiler(t.target)
	c.questions = t.questions
	write, _ := c.insertInto(n.into, c.conflictOf(n.conflict))
	write.Whole = n.root || len(n.needed) > 0
	for _, d := range n.determined {
		if n.into.presets(d.column) {
			continue // the permission's value counts whatever else is said
		}
		write.Fix(d.column.Name, c.input(Input{kind: fromCell, cell: d.cell}, "cell", d.column.Type()))
	}
	rows.fixed = len(write.Fixed)
	c.query.Columns = c.insertColumns(n.into, n.root, n.needed)
	node := &Node{
		Root: n.root, Table: n.into.table.Name.String(), Path: at, Relationship: n.relationship, Through: n.through,
		State: &State{Given: rows.values()}, Step: rows.complete(t.target, c.step()),
	}
	for _, need := range n.needed {
		node.Needs = append(node.Needs, need.cell)
	}
	if c.fault != nil {
		t.fail(c.fault)
	}
	return node
}

// insertColumns are what an insertion tells: how many rows, at the root the rows, and the
// columns that others need.
func (c *compiler) insertColumns(into *into, root bool, needed []determined) []ir.Column {
	if !root && len(needed) == 0 {
		return nil
	}
	columns := []ir.Column{{Name: "affected", Value: c.count(&ir.Written{})}}
	if root {
		columns = append(columns, ir.Column{Name: "rows", Value: c.wholeRows(into.table)})
	}
	for _, need := range needed {
		rows := c.written()
		rows.AtMostOne = true
		value := &ir.Cast{Of: &ir.ColumnOf{Rows: rows.Alias, Name: need.column.Name}, Type: c.builtin("text")}
		columns = append(columns, ir.Column{Name: need.column.Name, Value: &ir.Related{Rows: rows, Value: value}})
	}
	return columns
}
