package actions

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"github.com/weftql/weft/planner"
)

// lookup is a column that looks up a run of an asynchronous action.
type lookup struct {
	source  *Source
	action  *action
	id      planner.Param
	members []runSelection
}

// runSelection is one field selected of a run.
type runSelection struct {
	key      string
	member   runMember
	constant []byte // __typename
	output   *output
}

var _ column = (*lookup)(nil)

// lookup compiles a root field that looks up a run.
func (p *part) lookup(a *action, args []argument, sel *planner.Selection) (column, *planner.Shape) {
	c := &lookup{source: p.source, action: a, id: args[0].param}
	shape := &planner.Shape{}
	for _, f := range sel.Fields {
		member, own := f.Field.Meta.(runMember)
		selected := runSelection{key: f.Key, member: member}
		if !own {
			selected.constant = planner.AppendJSONString(nil, a.Name)
		}
		if own && member == runOutput {
			typ := a.Definition.OutputType.Type
			out, below := p.output(&typ, f.Fields)
			selected.output = &out
			if below != nil {
				shape.Entries = append(shape.Entries, planner.Entry{Key: f.Key, Kind: planner.Nested, Shape: below})
			}
		}
		c.members = append(c.members, selected)
	}
	if len(shape.Entries) == 0 {
		shape = nil
	}
	return c, shape
}

// answer reads the run. A role other than admin finds only runs that were started in a
// session with the same variables: to all others there is no such run. What became of a run
// that is done is final, and so is a log that cannot be read: a subscription ends with
// either (contract/subscriptions.md 10).
func (c *lookup) answer(ctx context.Context, params *planner.Params) (reply, error) {
	run, err := c.source.log.Find(ctx, c.action.Name, params.Value(c.id).Text)
	if err != nil {
		return reply{final: true}, logFault(ctx, c.action, err)
	}
	admin := params.Session != nil && params.Session.Role.Name == planner.Admin
	if !admin && (params.Session == nil || !maps.Equal(run.Session, params.Session.Variables)) {
		return reply{final: true}, logFault(ctx, c.action, ErrUnknownRun)
	}
	value, err := c.appendRun(nil, run, admin)
	return reply{value: value, final: run.Answer != nil || run.Failure != nil}, err
}

func (c *lookup) appendRun(dst []byte, run *Run, admin bool) (_ []byte, err error) {
	dst = append(dst, '{')
	for i := range c.members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(planner.AppendJSONString(dst, c.members[i].key), ':')
		if dst, err = c.members[i].append(dst, run, admin); err != nil {
			return nil, err
		}
	}
	return append(dst, '}'), nil
}

func (s *runSelection) append(dst []byte, run *Run, admin bool) ([]byte, error) {
	switch {
	case s.constant != nil:
		return append(dst, s.constant...), nil
	case s.member == runID:
		return planner.AppendJSONString(dst, run.ID), nil
	case s.member == runCreatedAt:
		return append(dst, run.CreatedAt...), nil
	case s.member == runErrors:
		return appendFailure(dst, run.Failure, admin)
	case run.Answer == nil:
		return append(dst, "null"...), nil
	}
	value, fault := s.output.project(run.Answer)
	if fault != nil {
		return nil, fault
	}
	return append(dst, value...), nil
}

// appendFailure appends why a run failed; only admin is shown what is internal.
func appendFailure(dst, failure []byte, admin bool) ([]byte, error) {
	switch {
	case failure == nil:
		return append(dst, "null"...), nil
	case admin:
		return append(dst, failure...), nil
	}
	var shown map[string]json.RawMessage
	if err := json.Unmarshal(failure, &shown); err != nil {
		return nil, fmt.Errorf("action log: %w", err)
	}
	delete(shown, "internal")
	text, err := json.Marshal(shown)
	return append(dst, text...), err
}

// String prints what is looked up.
func (c *lookup) String() string {
	text := "action " + c.action.Name + " look up {"
	for i := range c.members {
		s := &c.members[i]
		if i > 0 {
			text += " "
		}
		text += fmt.Sprintf("%s:%d", s.key, s.member)
		if s.output != nil && s.output.object != nil {
			text += " " + s.output.object.String()
		}
	}
	return text + "}"
}
