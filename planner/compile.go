package planner

import (
	"errors"
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// Compile turns a bound operation into a plan. The operation must have been bound with the
// same schema and cannot be used afterwards. The error is a *[Fault].
func Compile(schema *Schema, op *Operation) (*Plan, error) {
	c := &compiler{
		schema: schema, op: op, ranks: map[*Selection]int32{},
		plan: &Plan{Op: op.Op, Name: op.Name, Hint: op.Cached},
	}
	c.rank(op.Fields)
	if err := c.roots(); err != nil {
		return nil, faultOf(err)
	}
	c.plan.bindings = op.rec.bindings
	return c.plan, nil
}

// compiler builds one plan.
type compiler struct {
	schema *Schema
	op     *Operation
	plan   *Plan
	ranks  map[*Selection]int32
	weight int // of the calls so far, see maxPlanWeight
}

// rank numbers the fields in document order, which is the order errors are ranked in.
func (c *compiler) rank(fields []*Selection) {
	for _, f := range fields {
		c.ranks[f] = int32(len(c.ranks)) //nolint:gosec // a document is far smaller than 2^31 fields
		c.rank(f.Fields)
		for _, s := range f.shares {
			c.rank([]*Selection{s.field})
		}
	}
}

// roots compiles the root calls and lays out the reply.
func (c *compiler) roots() error {
	g := &grouping{op: c.op.Op, shared: c.oneTransaction()}
	reply, err := c.reply(g, c.op.Fields, c.op.Root, nil)
	if err != nil {
		return err
	}
	c.plan.Reply = reply
	for _, group := range g.groups {
		call, err := c.call(group.part, c.op.Op, group.columns, nil)
		if err != nil {
			return err
		}
		call.alone = group.alone
		c.plan.Roots = append(c.plan.Roots, call)
		c.plan.reads = c.plan.reads.merge(&call.reads)
	}
	return c.oneSource()
}

// call compiles one call and everything below it.
func (c *compiler) call(part Part, op ast.Operation, columns []*Selection, link *Link) (*Call, error) {
	id := part.Source().ID()
	answer, err := part.Compile(&CallSpec{Op: op, OperationName: c.op.Name, Columns: columns, Link: link})
	if err != nil {
		return nil, err
	}
	if fault := c.weigh(answer.Weight); fault != nil {
		return nil, fault
	}
	if len(answer.Shapes) != 0 && len(answer.Shapes) != len(columns) {
		return nil, fmt.Errorf("%s: %d shapes for %d columns", id, len(answer.Shapes), len(columns))
	}
	call := &Call{Source: id, Query: answer.Query, Columns: len(columns), Shapes: answer.Shapes, index: len(c.plan.calls)}
	if link == nil && op == ast.Mutation {
		call.checker, _ = answer.Query.(Checker)
		call.foreseer, _ = answer.Query.(Foreseer)
	}
	for _, col := range columns {
		call.names = append(call.names, col.Field.Name)
		call.ranks = append(call.ranks, c.rankOf(col))
	}
	call.first = slices.Min(call.ranks)
	c.plan.calls = append(c.plan.calls, call)
	if err := c.binds(call, answer.Questions); err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	if err := c.joins(call); err != nil {
		return nil, fmt.Errorf("%s: %w", id, err)
	}
	call.reads = readsBelow(call)
	return call, nil
}

// weigh counts the weight of a call.
func (c *compiler) weigh(weight int) *Fault {
	if c.weight += weight; weight > maxWeight {
		return tooHeavy(maxWeight)
	}
	if c.weight > maxPlanWeight {
		return tooHeavy(maxPlanWeight)
	}
	return nil
}

// rankOf returns the rank of a selection. A copy that a source made of one ranks last.
func (c *compiler) rankOf(s *Selection) int32 {
	if r, ok := c.ranks[s]; ok {
		return r
	}
	return int32(len(c.ranks)) //nolint:gosec // see rank
}

// readsBelow merges what a call reads with what its binds and the calls below it read: rows
// may share a run only if everything that it rests on and that hangs below agrees too.
func readsBelow(call *Call) Reads {
	reads := call.Query.Reads()
	for _, b := range call.Binds {
		reads = reads.merge(&b.reads)
	}
	for _, j := range call.Joins {
		reads = reads.merge(&j.Call.reads)
	}
	return reads
}

// faultOf returns the fault that err is or wraps. Any other error is a mistake of ours: it
// is told to nobody but the logs.
func faultOf(err error) *Fault {
	if f, ok := errors.AsType[*Fault](err); ok {
		return f
	}
	return &Fault{Code: CodeUnexpected, Message: internalError, Status: 500, Cause: err}
}

// internalError is all a client learns of a mistake in Weft.
const internalError = "Internal Server Error"

// sameStrings tells whether two lists are equal; nil and empty lists differ.
func sameStrings(a, b []string) bool { return (a == nil) == (b == nil) && slices.Equal(a, b) }
