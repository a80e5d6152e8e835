package compile

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/schema"
)

// Mutation is a compiled call that writes. Its fields run in order, in one transaction.
type Mutation struct {
	Fields []*Field
	Shapes []*planner.Shape
	Deps   []planner.Dep
	// Questions are what permissions ask of other sources, for all fields.
	Questions []planner.Question
}

// Field is one root field of a mutation: exactly one member is set.
type Field struct {
	// Read is a function that is called for what it does.
	Read *Step
	// Change is an update or a delete.
	Change *Change
	// Changes are the updates of update_T_many; the answer is a list.
	Changes []*Change
	// Insert is rendered when it runs: its rows are a value of the request.
	Insert *Insert

	validation *validation // of an update or a delete; nil when there is none
}

// Step is one statement with what its parameters are.
type Step struct {
	Query  *ir.Query
	Inputs []Input
	// Kept is set for a statement made in a run that other runs will use too.
	Kept bool
	// Rare is set for a statement made in a run that hardly any other will use.
	Rare bool
}

// Independent tells whether the statement's parameters are known before the mutation runs.
func (s *Step) Independent() bool {
	return !slices.ContainsFunc(s.Inputs, func(in Input) bool {
		return in.kind == fromState && in.state < stateGiven || in.kind == fromCell
	})
}

// Change is one write with its answer.
type Change struct {
	// Constant is the answer when there is nothing to write; Write is nil then.
	Constant []byte
	// Write changes the rows. It answers what is shown of each, unless there is an Answer: then
	// the number of rows and the rows themselves, which are the state of the Answer.
	Write *Step
	// Reply is to be filled in with what the Write answers; nil for a field that is a row.
	Reply *Reply
	// Answer reads what the field shows, as it is after the write.
	Answer *Step
	// CheckPath is where a failed check points.
	CheckPath *planner.Path
}

// State is what the parameters of a statement need to know of its run.
type State struct {
	// Affected and Rows are what the write before it did: the number of rows as text, and
	// the rows as the text of an array of the table's row type.
	Affected, Rows []byte
	// Given are the values of the rows it inserts.
	Given [][]byte
}

func (s *State) part(n int) []byte {
	switch {
	case s == nil:
		return nil
	case n == stateAffected:
		return s.Affected
	case n == stateRows:
		return s.Rows
	case n-stateGiven < len(s.Given):
		return s.Given[n-stateGiven]
	}
	return nil
}

// Mutate compiles a call of a mutation. The error is a *Fault.
func Mutate(target *Target, spec *planner.CallSpec) (*Mutation, error) {
	m := &Mutation{Shapes: make([]*planner.Shape, len(spec.Columns))}
	asked := newQuestions()
	for i, sel := range spec.Columns {
		c := newCompiler(target)
		c.questions = asked
		field, shape := c.mutationField(sel)
		if c.fault != nil {
			return nil, c.fault
		}
		m.Shapes[i] = shape
		m.Fields = append(m.Fields, field)
		m.Deps = append(m.Deps, c.deps...)
	}
	asked.closed = true
	m.Questions = asked.list
	return m, nil
}

func newCompiler(target *Target) *compiler {
	return &compiler{target: target, known: map[inputKey]int{}, questions: newQuestions()}
}

// beside returns a compiler for another statement of the same field; its fault must be
// passed back with join.
func (c *compiler) beside() *compiler {
	other := newCompiler(c.target)
	other.path, other.questions = c.path, c.questions
	return other
}

func (c *compiler) join(other *compiler) {
	if other.fault != nil {
		c.fail(other.fault)
	}
	for _, d := range other.deps {
		c.depend(d)
	}
}

func (c *compiler) step() *Step { return &Step{Query: &c.query, Inputs: c.inputs} }

func (c *compiler) mutationField(f *planner.Selection) (*Field, *planner.Shape) {
	c.path = f.Path
	switch m := f.Field.Meta.(type) {
	case *schema.Function:
		value, shape := c.performed(f, m.Function)
		c.query.Columns = []ir.Column{{Name: f.Key, Value: value}}
		return &Field{Read: c.step()}, shape
	case *schema.Update:
		field, shape := c.update(f, m)
		field.validation = c.validateUpdate(f, m)
		return field, shape
	case *schema.Delete:
		change, shape := c.delete(f, m)
		return &Field{Change: change, validation: c.validateDelete(f, m)}, shape
	case *schema.Insert:
		insert, shape := c.insert(f, m)
		return &Field{Insert: insert}, shape
	}
	c.fail(planner.Faultf(planner.CodeNotSupported, f.Path, "field '%s' cannot be answered by source '%s'", f.Field.Name, c.target.Source.Name))
	return nil, nil
}
