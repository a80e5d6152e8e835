package planner

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// slotGroup is a join before it is compiled: slots of one object that follow one link with
// one key, and are wanted for the same types.
type slotGroup struct {
	shape   *Shape
	link    *Link
	keyFrom []string
	on      []string
	columns []*Selection
}

// joining collects the joins of one call while its shapes are walked.
type joining struct {
	call   *Call
	groups []*slotGroup
}

// joins builds the scans of a call's columns, and compiles the calls below it.
func (c *compiler) joins(call *Call) error {
	j := joining{call: call}
	call.scans = make([]*jsonscan.Shape, len(call.Shapes))
	for i, shape := range call.Shapes {
		if shape == nil {
			continue
		}
		var err error
		if call.scans[i], err = j.scan(shape); err != nil {
			return err
		}
	}
	j.share()
	for _, g := range j.groups {
		part := c.schema.Part(g.link.Source)
		if part == nil {
			return fmt.Errorf("link %s.%s leads to the missing %s", g.link.From, g.link.Name, g.link.Source)
		}
		below, err := c.call(part, ast.Query, g.columns, g.link)
		if err != nil {
			return err
		}
		call.Joins = append(call.Joins, &Join{Link: g.link, Call: below})
	}
	return nil
}

// scan turns a shape into one that works on bytes, and its slots into columns of joins.
func (j *joining) scan(shape *Shape) (*jsonscan.Shape, error) {
	rules := make([]jsonscan.Rule, 0, len(shape.Entries))
	for i := range shape.Entries {
		r, err := j.rule(shape, &shape.Entries[i])
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return jsonscan.New(rules, shape.TypeKey), nil
}

func (j *joining) rule(shape *Shape, e *Entry) (jsonscan.Rule, error) {
	r := jsonscan.Rule{Member: e.Key, On: e.On}
	if len(e.On) > 0 && shape.TypeKey == "" {
		return r, fmt.Errorf("shape entry %q depends on a type that is not selected", e.Key)
	}
	var err error
	switch e.Kind {
	case Cut:
		r.Do = jsonscan.Cut
	case Rename:
		r.Do, r.Names = jsonscan.Rename, e.Names
	case Nested:
		r.Do = jsonscan.Nested
		if e.Shape == nil {
			return r, fmt.Errorf("nested shape entry %q has no shape", e.Key)
		}
		r.Shape, err = j.scan(e.Shape)
	default:
		r.Do, r.KeyFrom = jsonscan.Slot, e.KeyFrom
		r.Number, r.Arity, err = j.slot(shape, e)
	}
	return r, err
}

// slot numbers a slot and gives it a column of a join.
func (j *joining) slot(shape *Shape, e *Entry) (number, arity int, err error) {
	if e.Join == nil || e.Join.Field.Link == nil {
		return 0, 0, fmt.Errorf("slot %q follows no link", e.Key)
	}
	link := e.Join.Field.Link
	arity = len(link.Key)
	if e.KeyFrom != nil && len(e.KeyFrom) != arity {
		return 0, 0, fmt.Errorf("slot %q has a key of %d values, its link has %d", e.Key, len(e.KeyFrom), arity)
	}
	at := j.group(slotGroup{shape: shape, link: link, keyFrom: e.KeyFrom, on: e.On})
	g := j.groups[at]
	g.columns = append(g.columns, e.Join)
	j.call.slots = append(j.call.slots, slotTarget{join: at, column: len(g.columns) - 1})
	e.Join = nil // it leads to values of the request that is being compiled
	return len(j.call.slots) - 1, arity, nil
}

// group finds the join that a slot can share, or begins one.
func (j *joining) group(like slotGroup) int {
	for i, g := range j.groups {
		if g.shape == like.shape && g.link == like.link && sameStrings(g.keyFrom, like.keyFrom) && sameStrings(g.on, like.on) {
			return i
		}
	}
	j.groups = append(j.groups, &like)
	return len(j.groups) - 1
}
