package planner

import (
	"fmt"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// grouping collects root fields into the calls that will answer them.
type grouping struct {
	op     ast.Operation
	shared bool // a mutation whose fields all go into one call
	groups []*rootGroup
}

// rootGroup is one root call before it is compiled.
type rootGroup struct {
	part    Part
	columns []*Selection
	alone   bool
}

// add returns the call and the column that answer a root field.
func (g *grouping) add(part Part, field *Selection) (call, column int) {
	alone := g.op != ast.Mutation && field.Field.Alone
	i := -1
	if !alone && (g.op != ast.Mutation || g.shared) {
		i = slices.IndexFunc(g.groups, func(have *rootGroup) bool { return have.part == part && !have.alone && !g.full(have) })
	}
	if i < 0 {
		i = len(g.groups)
		g.groups = append(g.groups, &rootGroup{part: part, alone: alone})
	}
	g.groups[i].columns = append(g.groups[i].columns, field)
	return i, len(g.groups[i].columns) - 1
}

// maxColumns bounds the root fields of one call: PostgreSQL's statements answer at most 1,664
// columns.
const maxColumns = 1000

// full tells whether a call can take no more root fields. One of a mutation always can: it
// is a transaction, not a statement.
func (g *grouping) full(have *rootGroup) bool {
	return g.op != ast.Mutation && len(have.columns) >= maxColumns
}

// reply lays out an object of root fields: the reply itself, or a namespace of part.
func (c *compiler) reply(g *grouping, fields []*Selection, typ *Type, part Part) ([]ReplyField, error) {
	reply := make([]ReplyField, 0, len(fields))
	for _, f := range fields {
		r := ReplyField{Key: f.Key, Call: -1, label: append(AppendJSONString(nil, f.Key), ':')}
		if f.Field.Name == Typename.Name {
			r.Text = AppendJSONString(nil, typ.Name)
			reply = append(reply, r)
			continue
		}
		if err := c.replyField(g, &r, f, part); err != nil {
			return nil, err
		}
		reply = append(reply, r)
	}
	return reply, nil
}

// replyField lays out a root field, or a field of part's namespace.
func (c *compiler) replyField(g *grouping, r *ReplyField, f *Selection, part Part) error {
	if f.shares != nil {
		return c.sharedField(g, r, f)
	}
	owner, err := c.owner(f, part)
	switch {
	case err != nil:
	case f.Field.Namespace:
		r.Fields, err = c.reply(g, f.Fields, f.Type, owner)
	default:
		r.Call, r.Column = g.add(owner, f)
	}
	return err
}

// sharedField has a field answered by those of its parts that can.
func (c *compiler) sharedField(g *grouping, r *ReplyField, f *Selection) error {
	takers, err := takers(f)
	if err != nil {
		return err
	}
	r.Call, r.Column = g.add(takers[0].part, takers[0].field)
	for _, t := range takers[1:] {
		var also ReplyColumn
		also.Call, also.Column = g.add(t.part, t.field)
		r.Also = append(r.Also, also)
	}
	return nil
}

// owner returns the part that answers a root field, or a field of part's namespace.
func (c *compiler) owner(f *Selection, part Part) (Part, error) {
	if part == nil {
		part = c.schema.PartOf(c.op.Op, f.Field.Name)
	}
	if part == nil {
		return nil, fmt.Errorf("no source answers root field %q", f.Field.Name)
	}
	return part, nil
}

// oneTransaction tells whether all fields of a mutation share a call, and with it a
// transaction: every root field is of one part that has transactions, no `__typename` is
// among them, and no link leaves their selections (contract/postgres-graphql.md 6.1,
// contract/remote-schemas-and-joins.md 7.4).
func (c *compiler) oneTransaction() bool {
	if c.op.Op != ast.Mutation {
		return false
	}
	var only Part
	for _, f := range c.op.Fields {
		part := c.schema.PartOf(c.op.Op, f.Field.Name)
		if _, ok := part.(Transactor); !ok || only != nil && part != only {
			return false
		}
		if leaves(f) || f.Field.Namespace && slices.ContainsFunc(f.Fields, isTypename) {
			return false
		}
		only = part
	}
	return only != nil
}

func isTypename(s *Selection) bool { return s.Field.Name == Typename.Name }

// leaves tells whether a link is followed below the selection.
func leaves(s *Selection) bool { return s.Field.Link != nil || slices.ContainsFunc(s.Fields, leaves) }
