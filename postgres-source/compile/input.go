package compile

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/model"
)

// Input tells where the text of a parameter comes from. It is immutable.
type Input struct {
	kind    inputKind
	param   planner.Param
	session string // name of a session variable
	value   *planner.Value
	encode  encoding
	path    *planner.Path // of the value, for errors
	state   int
	binary  bool
	cell    *Cell
	// question and column say which part of what another source answered.
	question, column int
}

type inputKind uint8

const (
	// fromParam is a value of the request's document or variables.
	fromParam inputKind = iota
	// fromSession is one session variable, as its text.
	fromSession
	// fromConstant is a constant of the metadata.
	fromConstant
	// fromWholeSession is the JSON object of all session variables.
	fromWholeSession
	// fromState is part of a [State].
	fromState
	// fromCell is a column of a row that is inserted earlier in the same mutation.
	fromCell
	// fromQuestion is a column of what another source answered, as the text of an array.
	fromQuestion
)

// The parts of a [State]; stateGiven and those after it are its Given.
const (
	stateAffected = iota
	stateRows
	stateGiven
)

// inputKey finds inputs that are the same value in the same type.
type inputKey struct {
	kind    inputKind
	param   int
	session string
	value   *planner.Value
	t       *catalog.Type
	how     string // the encoding's
	state   int
	cell    *Cell
	enum    *model.Enum

	question, column int
}

// input returns the place of a request value in the statement, one for all its uses.
func (c *compiler) input(in Input, name string, t *catalog.Type) *ir.Input {
	key := inputKey{
		kind: in.kind, param: in.param.Index(), session: in.session, value: in.value, t: t, how: in.encode.String(),
		state: in.state, cell: in.cell, enum: in.encode.enum, question: in.question, column: in.column,
	}
	index, ok := c.known[key]
	if !ok {
		index = len(c.inputs)
		c.known[key] = index
		c.inputs = append(c.inputs, in)
		c.query.Inputs = append(c.query.Inputs, ir.InputSpec{Name: name, Type: t})
	}
	return &ir.Input{Index: index}
}

// param makes a value of the request a parameter of type t.
func (c *compiler) param(op *given, t *catalog.Type, e encoding) *ir.Input {
	if op.op == nil {
		return c.input(Input{kind: fromConstant, value: op.value, encode: e, path: op.path}, "value", t)
	}
	return c.input(Input{kind: fromParam, param: op.op.Param(), encode: e, path: op.Path()}, "param", t)
}

func (c *compiler) sessionVariable(name string, t *catalog.Type) *ir.Input {
	return c.input(Input{kind: fromSession, session: name}, "session "+name, t)
}

func (c *compiler) constant(v *planner.Value, t *catalog.Type) *ir.Input {
	return c.input(Input{kind: fromConstant, value: v, encode: encodingOf(t)}, "constant", t)
}

// state is what only the run knows.
func (c *compiler) state(part int, t *catalog.Type) *ir.Input {
	return c.input(Input{kind: fromState, state: part}, "state", t)
}

// wholeSession is the object of all session variables, for functions' session arguments.
func (c *compiler) wholeSession(t *catalog.Type) *ir.Input {
	return c.input(Input{kind: fromWholeSession}, "session", t)
}

// Binary tells whether the value is in PostgreSQL's binary form.
func (in *Input) Binary() bool { return in.binary }

// ReadsOf lists what inputs depend on. The order of the parameters is that of the inputs:
// for equal statements the same parameters must come first.
func ReadsOf(inputs []*Input) planner.Reads {
	var r planner.Reads
	for _, in := range inputs {
		switch in.kind {
		case fromParam:
			if !slices.Contains(r.Params, in.param) {
				r.Params = append(r.Params, in.param)
			}
		case fromSession:
			r.Session = append(r.Session, in.session)
		case fromWholeSession:
			r.AllSession = true
		case fromConstant, fromState, fromCell, fromQuestion:
		}
	}
	slices.Sort(r.Session)
	r.Session = slices.Compact(r.Session)
	return r
}

// Text returns the parameter's text for one request; null tells SQL's NULL. The bytes are
// the caller's. State is nil except in a mutation. The error is a *Fault: a session variable
// is missing, or a value is malformed.
func (in *Input) Text(p *planner.Params, state *State) (text []byte, null bool, err error) {
	switch in.kind {
	case fromState:
		text := state.part(in.state)
		return text, text == nil, nil
	case fromQuestion:
		return in.askedText(p)
	case fromCell:
		return in.cell.Text, in.cell.Null, nil
	case fromSession:
		v, ok := p.Session.Variable(in.session)
		if !ok {
			return nil, false, missingVariable(in.session)
		}
		return []byte(v), false, nil
	case fromWholeSession:
		return p.Session.AppendVariables(nil), false, nil
	case fromConstant:
		return in.encode.text(in.value, in.path)
	default:
		return in.encode.text(p.Value(in.param), in.path)
	}
}

// String describes the input for fingerprints: two statements with the same text are the
// same work only if their inputs are.
func (in *Input) String() string {
	switch in.kind {
	case fromSession:
		return "session " + in.session
	case fromWholeSession:
		return "whole session"
	case fromConstant:
		return "constant " + string(in.value.AppendJSON(nil))
	case fromQuestion:
		return fmt.Sprintf("answer %d column %d", in.question, in.column)
	default:
		return "param " + in.encode.String()
	}
}

// missingVariable is the fault of contract/postgres-graphql.md 7.3.
func missingVariable(name string) *planner.Fault {
	f := planner.Faultf(planner.CodeNotFound, nil, "missing session variable: %q", name)
	f.Refused = true
	return f
}
