package postgres

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/schema"
)

// part is the source as one role sees it. It implements [planner.Part] and
// [planner.Transactor].
type part struct {
	*schema.Schema
	source *Source
	target *compile.Target
}

var (
	_ planner.Part       = (*part)(nil)
	_ planner.Transactor = (*part)(nil)
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
	if read.Cursor != nil {
		return &planner.Answer{Query: &stream{query: q, cursor: *read.Cursor}, Shapes: read.Shapes}, nil
	}
	return &planner.Answer{Query: q, Shapes: read.Shapes}, nil
}

func (p *part) mutate(spec *planner.CallSpec) (*planner.Answer, error) {
	m, err := compile.Mutate(p.target, spec)
	if err != nil {
		return nil, err
	}
	return &planner.Answer{Query: newMutation(p.source, m), Shapes: m.Shapes}, nil
}

// stream is a query that goes on after a cursor. It implements [planner.Stepper].
type stream struct {
	*query
	cursor planner.Param
}

var _ planner.Stepper = (*stream)(nil)

// Cursor implements [planner.Stepper].
func (s *stream) Cursor() planner.Param { return s.cursor }
