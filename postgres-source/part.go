package postgres

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/schema"
)

// part is the source as one role sees it. It implements [planner.Part],
// [planner.Transactor], [planner.Respondent] and [planner.Sharer].
type part struct {
	*schema.Schema
	source *Source
	target *compile.Target
}

var (
	_ planner.Part       = (*part)(nil)
	_ planner.Transactor = (*part)(nil)
	_ planner.Respondent = (*part)(nil)
	_ planner.Sharer     = (*part)(nil)
)

func newPart(s *Source, described *schema.Schema) *part {
	return &part{Schema: described, source: s, target: &compile.Target{
		Source: s.ID(), Model: s.model, Role: described.Role().Name, Types: described,
		StringifyNumbers: s.options.StringifyNumbers, NullCollapse: s.options.NullCollapse,
	}}
}

// Source implements [planner.Part].
func (p *part) Source() planner.Source { return p.source }

// Transactional implements [planner.Transactor]: mutation fields of one call share a
// transaction.
func (p *part) Transactional() {}

// Compile implements [planner.Part].
func (p *part) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	if spec.Op == ast.Mutation && spec.Link == nil {
		return p.mutate(spec)
	}
	read, err := compile.Select(p.target, spec)
	if err != nil {
		return nil, err
	}
	q := newQuery(p.source, read)
	answer := &planner.Answer{Query: q, Shapes: read.Shapes, Questions: read.Questions, Weight: q.alone.Weight}
	if read.Cursor != nil {
		answer.Query = &stream{query: q, cursor: *read.Cursor}
	}
	return answer, nil
}

// Respond implements [planner.Respondent]: the permissions of other databases ask.
func (p *part) Respond(ask any) (planner.Query, error) {
	a, ok := ask.(*compile.Ask)
	if !ok {
		return nil, fmt.Errorf("source %s cannot answer %T", p.source.name, ask)
	}
	read, err := compile.Respond(p.target, a)
	if err != nil {
		return nil, err
	}
	return newQuery(p.source, read), nil
}

// Claim implements [planner.Sharer].
func (p *part) Claim(field *planner.Selection) ([]string, error) {
	return compile.Claim(p.target, field)
}

// Clash implements [planner.Sharer].
func (p *part) Clash(field *planner.Selection, claim string, sources []planner.ID) error {
	return compile.Clash(field, claim, sources)
}

func (p *part) mutate(spec *planner.CallSpec) (*planner.Answer, error) {
	m, err := compile.Mutate(p.target, spec)
	if err != nil {
		return nil, err
	}
	q := newMutation(p.source, m)
	return &planner.Answer{Query: q, Shapes: m.Shapes, Questions: m.Questions, Weight: q.weight}, nil
}

// stream is a query that goes on after a cursor. It implements [planner.Stepper].
type stream struct {
	*query
	cursor planner.Param
}

var _ planner.Stepper = (*stream)(nil)

// Cursor implements [planner.Stepper].
func (s *stream) Cursor() planner.Param { return s.cursor }
