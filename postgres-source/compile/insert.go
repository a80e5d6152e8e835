package compile

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// Insert is an inserting root field. What it inserts is a value of the request, whose form
// may change with every one: its statements are made by [Insert.Plan] in every run.
type Insert struct {
	target *Target
	// questions are the call's: they are closed when the insert runs.
	questions *questions
	response  *response
	objects   source
	conflict  source
	// answering is the statement's answer where the write itself gives it, else nil.
	answering *compiler
	// Answer reads what the field shows after everything is inserted; nil when the insert
	// itself answers.
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

// insert compiles insert_T and insert_T_one as far as the request's values do not matter
// (contract/postgres-graphql.md 6.3).
func (c *compiler) insert(f *planner.Selection, m *schema.Insert) (*Insert, *planner.Shape) {
	p := m.Table.Permissions(c.target.Role)
	meaning := schema.ArgObjects
	if m.One {
		meaning = schema.ArgObject
	}
	objects := argument(f, meaning)
	if p == nil || p.Insert == nil || objects == nil {
		c.hidden("field " + f.Field.Name)
		return nil, nil
	}
	i := &Insert{
		target: c.target, questions: c.questions, response: &response{f: f, table: m.Table, one: m.One},
		objects: sourceOf(objects), conflict: sourceOf(argument(f, schema.ArgOnConflict)),
	}
	i.Nothing = i.response.nothing()
	c.dependOn(m.Table)
	c.foresee(m.Table)
	answer := c.beside()
	shape := answer.afterwards(i.response)
	c.join(answer)
	i.Answer = answer.step()
	if i.response.direct() {
		value, s := c.answer(i.response, &ir.Written{Whole: true}, c.count(&ir.Written{}))
		c.query.Columns = []ir.Column{{Name: f.Key, Value: value}}
		i.answering, shape = c, s
	}
	return i, shape
}

// Inserting is one run of an insert: the statements to be sent, in order. Nothing in it has
// been sent when it is made, and every fault of the request has shown.
type Inserting struct {
	// Direct is set when one statement inserts and answers.
	Direct *Node
	// Nodes are the insertions to be made; their rows, together, are the state of Answer.
	Nodes  []*Node
	Answer *Step
}

// Plan makes the statements of one run. Neither Direct nor Nodes are set when there is
// nothing to insert. The error is a *Fault.
func (i *Insert) Plan(p *planner.Params) (*Inserting, error) {
	objects := i.objects.value(p, i.target.Types)
	rows := []*given{objects}
	if !i.response.one {
		rows = listItems(objects)
	}
	if len(rows) == 0 {
		return &Inserting{}, nil
	}
	t := &inserter{target: i.target, questions: i.questions}
	conflict := i.conflict.value(p, i.target.Types)
	into := nested{whole: true, table: i.response.table, rows: rows, conflict: conflict, path: i.objects.path}
	if i.answering != nil && !anyRelated(rows) && len(portions(into)) == 1 {
		into.whole = i.response.whole()
		return &Inserting{Direct: t.write(into, i.answering.fork())}, t.err()
	}
	nodes := t.plan(into, true)
	return &Inserting{Nodes: nodes, Answer: i.Answer}, t.err()
}

// fork returns a copy of the compiler that goes on by itself.
func (c *compiler) fork() *compiler {
	other := newCompiler(c.target)
	other.path, other.aliases, other.questions = c.path, c.aliases, c.questions
	for k, v := range c.known {
		other.known[k] = v
	}
	other.inputs = append(other.inputs, c.inputs...)
	other.query.Inputs = append(other.query.Inputs, c.query.Inputs...)
	other.query.Columns = c.query.Columns
	return other
}

// Table returns the table the field inserts into.
func (i *Insert) Table() *model.Table { return i.response.table }
