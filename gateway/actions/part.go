package actions

import (
	"crypto/sha256"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// part is the actions that some roles may use.
type part struct {
	source      *Source
	fingerprint planner.Fingerprint
	actions     []string // names, sorted
	roots       map[ast.Operation][]*planner.Field
	names       []string // of the types, sorted
	links       []*planner.Link

	runs map[string]*action // asynchronous actions

	mu    sync.Mutex
	types map[string]*planner.Type
}

var (
	_ planner.Part      = (*part)(nil)
	_ planner.Separable = (*part)(nil)
)

// newPart makes the part of the actions called names.
func newPart(s *Source, names []string) *part {
	p := &part{source: s, actions: names, roots: map[ast.Operation][]*planner.Field{}, runs: map[string]*action{}, types: map[string]*planner.Type{}}
	h := sha256.New()
	h.Write(s.fingerprint[:])
	reached := map[string]bool{}
	for _, name := range names {
		h.Write([]byte(name + "\n"))
		p.addAction(s.actions[name], reached)
	}
	p.fingerprint = planner.Fingerprint(h.Sum(nil))
	p.names = slices.Sorted(maps.Keys(reached))
	for _, name := range p.names {
		p.links = append(p.links, s.types.links(name)...)
	}
	return p
}

// addAction adds an action's root field and the types it uses.
func (p *part) addAction(a *action, reached map[string]bool) {
	d := &a.Definition
	if a.asynchronous() {
		p.addAsynchronous(a)
	} else {
		op := ast.Mutation
		if d.Type == metadata.Query {
			op = ast.Query
		}
		p.roots[op] = append(p.roots[op], &planner.Field{
			Name: a.Name, Description: text(a.Comment), Type: &d.OutputType.Type, Args: inputValues(d.Arguments), Meta: a,
		})
	}
	p.source.reach(a, reached)
}

// Source returns the actions.
func (p *part) Source() planner.Source { return p.source }

// Fingerprint covers the metadata and which actions the part holds.
func (p *part) Fingerprint() planner.Fingerprint { return p.fingerprint }

// Roots returns the actions of one operation kind.
func (p *part) Roots(op ast.Operation) []*planner.Field { return p.roots[op] }

// TypeNames yields the types the actions use.
func (p *part) TypeNames() iter.Seq[string] { return slices.Values(p.names) }

// Type builds or returns a type.
func (p *part) Type(name string) *planner.Type {
	if _, known := slices.BinarySearch(p.names, name); !known {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	t := p.types[name]
	if t == nil {
		if t = p.source.types.build(name); t == nil {
			t = runType(p.runs[name])
		}
		p.types[name] = t
	}
	return t
}

// Links returns the relationships that leave output types.
func (p *part) Links() []*planner.Link { return p.links }

// Land refuses: nothing leads to an action.
func (p *part) Land(*planner.Link) ([]*planner.Field, error) {
	return nil, planner.Faultf(planner.CodeNotSupported, nil, "actions cannot be the target of a relationship")
}
