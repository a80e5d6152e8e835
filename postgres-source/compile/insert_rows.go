package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// flat makes the node of objects without related ones, which are left to others.
func (t *inserter) flat(n nested, root bool) *Node {
	c := newCompiler(t.target)
	c.questions = t.questions
	c.query.Columns = c.insertColumns(n, root)
	node := t.write(n, c)
	node.Root = root
	return node
}

// write makes the node of one INSERT; c has the statement's columns already.
func (t *inserter) write(n nested, c *compiler) *Node {
	node := &Node{Path: n.path, Table: n.table.Name.Name, Relationship: n.relationship}
	for _, need := range n.needed {
		node.Needs = append(node.Needs, need.cell)
	}
	p := n.table.Permissions(t.target.Role)
	if p == nil || p.Insert == nil {
		c.hidden("insert into " + n.table.Name.String())
	} else {
		c.query.Write = c.insertRows(n, p)
	}
	if c.fault != nil {
		t.fail(c.fault)
	}
	node.Step = c.step()
	return node
}

// insertRows compiles the INSERT itself.
func (c *compiler) insertRows(n nested, p *model.Permissions) *ir.Insert {
	s := c.readScope(n.table)
	w := &ir.Insert{Target: c.targetOf(n.table, s)}
	w.Whole = n.whole || len(n.needed) > 0
	g := readGrid(n)
	if g.even && len(n.rows) > 1 && len(g.columns) > 0 {
		w.Bulk = c.bulk(g)
	} else {
		w.Tuples = c.tuples(g, len(n.rows))
	}
	for _, col := range g.columns {
		w.Columns = append(w.Columns, col.Name)
	}
	for _, d := range n.determined {
		w.Add(d.column.Name, c.own(Input{kind: fromCell, cell: d.cell}, "cell", d.column.Type()))
	}
	for i := range p.Insert.Presets {
		preset := &p.Insert.Presets[i]
		if !isDetermined(n.determined, preset.Column) {
			w.Add(preset.Column.Name, c.preset(preset, s))
		}
	}
	if len(w.Columns) == 0 { // nothing but defaults: some column must be named
		w.Add(n.table.Columns[0].Name, nil)
	}
	if n.conflict != nil {
		w.Conflict = c.conflict(n, s, p)
	}
	w.Check = c.insertCheck(p, w.Conflict, s)
	return w
}

// maxTupleValues bounds the values of rows that are written one by one: a statement takes
// no more than 65,535 parameters, and presets and conditions need some.
const maxTupleValues = 60_000

// portions cuts rows that cannot be written in bulk into as many statements as they need.
func portions(n nested) []nested {
	g := readGrid(n)
	if g.even || len(n.rows)*len(g.columns) <= maxTupleValues {
		return []nested{n}
	}
	var parts []nested
	for rows := range slices.Chunk(n.rows, maxTupleValues/len(g.columns)) {
		part := n
		part.rows = rows
		parts = append(parts, part)
	}
	return parts
}

// grid is the values of objects by column.
type grid struct {
	columns []*model.Column // those that any object gives, in the table's order
	values  [][]*planner.Value
	// even is set when every object gives every column.
	even bool
}

// readGrid sorts the objects' members into columns. It looks each name up once, however
// many objects there are.
func readGrid(n nested) *grid {
	byName := map[string]*model.Column{}
	values := map[*model.Column][]*planner.Value{}
	in := n.rows[0].types.Type(n.rows[0].in.Type.Name())
	for row, object := range n.rows {
		for _, m := range object.value.Members {
			col, known := byName[m.Name]
			if !known {
				if field := in.Input(m.Name); field != nil {
					col, _ = field.Meta.(*model.Column)
				}
				byName[m.Name] = col
			}
			if col == nil {
				continue // a relationship
			}
			if values[col] == nil {
				values[col] = make([]*planner.Value, len(n.rows))
			}
			values[col][row] = m.Value
		}
	}
	g := &grid{even: true}
	for _, col := range n.table.Columns {
		if values[col] == nil {
			continue
		}
		g.columns = append(g.columns, col)
		g.values = append(g.values, values[col])
		for _, v := range values[col] {
			g.even = g.even && v != nil
		}
	}
	return g
}

// bulk compiles rows that give the same columns: an array parameter for each.
func (c *compiler) bulk(g *grid) *ir.Bulk {
	b := &ir.Bulk{}
	text := c.builtin("text").Array
	for i, col := range g.columns {
		in := Input{kind: fromValues, values: g.values[i], encode: enumOf(col.Enum, col.Type())}
		b.Arrays = append(b.Arrays, c.own(in, "values", text))
		b.Values = append(b.Values, c.spatial(col.Type(), func(w wanted) ir.Expr {
			return &ir.Cast{Of: &ir.Element{Array: i}, Type: w.t}
		}))
	}
	return b
}

// tuples compiles rows one by one; what a row does not give is its column's default.
func (c *compiler) tuples(g *grid, rows int) [][]ir.Expr {
	tuples := make([][]ir.Expr, rows)
	for row := range tuples {
		for i, col := range g.columns {
			v := g.values[i][row]
			if v == nil {
				tuples[row] = append(tuples[row], nil)
				continue
			}
			tuples[row] = append(tuples[row], c.spatial(col.Type(), func(w wanted) ir.Expr {
				return c.own(Input{kind: fromConstant, value: v, encode: enumOf(col.Enum, w.t)}, "value", w.t)
			}))
		}
	}
	return tuples
}

// conflict compiles on_conflict (contract/postgres-graphql.md 6.5).
func (c *compiler) conflict(n nested, s scope, p *model.Permissions) *ir.Conflict {
	clause := readConflict(c, n.conflict)
	conflict := &ir.Conflict{Constraint: clause.constraint}
	if len(clause.columns) == 0 {
		return conflict
	}
	if p.Update == nil {
		c.hidden("update of " + n.table.Name.String())
		return conflict
	}
	for _, col := range clause.columns {
		conflict.Set = append(conflict.Set, ir.Assign{Column: col.Name, Value: &ir.Excluded{Column: col.Name}})
	}
	conflict.Set = append(conflict.Set, c.presets(p.Update.Presets, s)...)
	of := []ir.Expr{c.permission(p.Update.Filter, s, s)}
	if clause.where != nil {
		of = append(of, c.where(clause.where, s))
	}
	conflict.Where = conjunction(of)
	return conflict
}

// insertCheck is what written rows must satisfy: new ones the insert permission's check,
// those that were there the update permission's, if it has one.
func (c *compiler) insertCheck(p *model.Permissions, conflict *ir.Conflict, s scope) ir.Expr {
	inserted := c.permission(p.Insert.Check, s, s)
	if conflict == nil || len(conflict.Set) == 0 || p.Update == nil || p.Update.Check == nil {
		return inserted
	}
	updated := c.permission(p.Update.Check, s, s)
	if inserted == nil && updated == nil {
		return nil
	}
	// A row that was there before carries the transaction that locked it.
	created := ir.Expr(&ir.Compare{Op: ir.Eq, Left: &ir.ColumnOf{Rows: s.rows, Name: "xmax"}, Right: &ir.Number{}})
	return &ir.Or{Of: []ir.Expr{
		&ir.And{Of: []ir.Expr{created, orTrue(inserted)}},
		&ir.And{Of: []ir.Expr{&ir.Not{Of: created}, orTrue(updated)}},
	}}
}
