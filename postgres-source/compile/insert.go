package compile

import (
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// Insert is an inserting root field. How many objects there are, and what is in each, is
// for every run to say: [Insert.Plan] reads them.
type Insert struct {
	target *Target
	// questions are the call's: they are closed when the insert runs.
	questions *questions
	into      *into
	objects   source
	conflict  source
	// flat inserts objects without related ones, but for their rows. It answers what is shown
	// of each row if direct is set, else it hands the rows over to Answer.
	flat   *Step
	direct bool
	kept   keptSteps
	// Counts is set when no row is shown.
	Counts bool
	// Reply is as in [Change].
	Reply *Reply
	// validates is set when a table the objects may reach has a validate_input.
	validates bool
	// Answer reads what the field shows after everything is inserted.
	Answer *Step
	// Nothing is the answer when there is nothing to insert.
	Nothing []byte
}

// source is where an argument's value comes from in a run.
type source struct {
	param   planner.Param
	in      *planner.InputValue
	path    *planner.Path
	present bool
}

func sourceOf(g *given) source {
	if g == nil {
		return source{}
	}
	return source{param: g.op.Param(), in: g.Input(), path: g.Path(), present: true}
}

// value returns the argument in one run, nil when it is absent.
func (s source) value(p *planner.Params, types Types) *given {
	if !s.present {
		return nil
	}
	v := p.Value(s.param)
	if v == nil {
		return nil
	}
	return &given{value: v, in: s.in, path: s.path, types: types}
}

// insert compiles insert_T and insert_T_one as far as the objects do not matter
// (contract/postgres-graphql.md 6.3).
func (c *compiler) insert(f *planner.Selection, m *schema.Insert) (*Insert, *planner.Shape) {
	meaning := schema.ArgObjects
	if m.One {
		meaning = schema.ArgObject
	}
	objects, conflict, into := argument(f, meaning), argument(f, schema.ArgOnConflict), c.target.into(m.Table)
	if into == nil || objects == nil {
		c.hidden("field " + f.Field.Name)
		return nil, nil
	}
	r := &response{f: f, table: m.Table, one: m.One}
	i := &Insert{
		target: c.target, questions: c.questions, into: into, objects: sourceOf(objects), conflict: sourceOf(conflict),
		Counts: r.counts(), Reply: r.reply(), Nothing: r.nothing(), validates: c.target.validatesInsert(m.Table),
		direct: r.direct(c.selectable(m.Table)),
	}
	c.foresee(m.Table)
	write, s := c.insertInto(into, c.conflictOf(conflict))
	write.Whole = !i.direct
	answer := c.beside()
	shape := answer.afterwards(r)
	c.join(answer)
	i.Answer = answer.step()
	if i.direct {
		c.directly(r, s)
	} else {
		c.query.Columns = c.insertColumns(into, true, nil)
	}
	i.flat = c.step()
	return i, shape
}

// conflictOf is an `on_conflict` that may be absent, for insertInto.
func (c *compiler) conflictOf(op *given) func(*model.Permissions, scope) *ir.Conflict {
	return func(p *model.Permissions, s scope) *ir.Conflict { return c.conflict(op, p, s) }
}

// insertInto makes the query insert into a table, but for the rows. It returns an inserted
// row, too.
func (c *compiler) insertInto(into *into, conflict func(*model.Permissions, scope) *ir.Conflict) (*ir.Insert, scope) {
	s := c.readScope(into.table)
	p := c.target.permissions(into.table)
	w := &ir.Insert{Target: c.targetOf(into.table, s), Conflict: conflict(p, s)}
	c.insertCheck(w, p, s)
	for _, preset := range c.presets(p.Insert.Presets, s) {
		w.Fix(preset.Column, preset.Value)
	}
	c.dependOn(into.table)
	c.query.Write = w
	return w, s
}

// Table returns the table the field inserts into.
func (i *Insert) Table() *model.Table { return i.into.table }

// Inserting is one run of an insert: the statements to be sent, in order. Nothing in it has
// been sent when it is made, and every fault of the request has shown.
type Inserting struct {
	// Direct is set when one statement inserts and answers: what is shown of each row.
	Direct *Node
	// Nodes are the insertions to be made; their rows, together, are the state of Answer.
	Nodes  []*Node
	Answer *Step
}

// Plan makes the statements of one run. Neither Direct nor Nodes are set when there is
// nothing to insert. The error is a *Fault.
func (i *Insert) Plan(p *planner.Params) (*Inserting, error) {
	value := p.Value(i.objects.param)
	objects := []*planner.Value{value}
	if value.Kind == planner.List {
		objects = value.Items
	}
	if len(objects) == 0 {
		return &Inserting{}, nil
	}
	given, related, fault := readRows(i.into, objects)
	if fault != nil {
		return nil, fault
	}
	if related {
		return i.nested(p, objects)
	}
	node := &Node{Path: i.objects.path, Table: i.into.table.Name.String(), Root: true}
	node.Step, node.State = i.kept.step(given, func() *Step { return given.complete(i.target, i.flat) })
	if i.direct {
		return &Inserting{Direct: node}, nil
	}
	return &Inserting{Nodes: []*Node{node}, Answer: i.Answer}, nil
}

func (i *Insert) nested(p *planner.Params, objects []*planner.Value) (*Inserting, error) {
	t := &inserter{target: i.target, questions: i.questions}
	nodes := t.plan(&nested{
		into: i.into, objects: objects, in: i.objects.in, path: i.objects.path, root: !i.Counts,
		conflict: i.conflict.value(p, i.target.Types),
	})
	if t.fault != nil {
		return nil, t.fault
	}
	return &Inserting{Nodes: nodes, Answer: i.Answer}, nil
}

// keptSteps are the completed statements of one field, by the columns that are given: a
// client mostly gives the same ones. It is safe for concurrent use.
type keptSteps struct {
	mu    sync.Mutex
	byKey map[string]*Step
}

// maxKeptSteps bounds what one field keeps.
const maxKeptSteps = 16

// step returns the statement for rows, made when it is new, and the rows' values.
func (k *keptSteps) step(r *rows, build func() *Step) (*Step, *State) {
	if !r.even() {
		return build(), &State{Given: r.values()}
	}
	key := r.appendKey(make([]byte, 0, 64))
	k.mu.Lock()
	step := k.byKey[string(key)]
	k.mu.Unlock()
	if step == nil {
		step = build()
		step.Kept = k.keep(string(key), step)
	}
	return step, &State{Given: r.values()}
}

func (k *keptSteps) keep(key string, step *Step) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.byKey) >= maxKeptSteps {
		return false
	}
	if k.byKey == nil {
		k.byKey = map[string]*Step{}
	}
	k.byKey[key] = step
	return true
}
