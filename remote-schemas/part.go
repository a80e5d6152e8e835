package remote

import (
	"crypto/sha256"
	"iter"
	"slices"
	"sync"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/grant"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// part is a remote schema as some roles see it.
type part struct {
	source *Source
	shows  string           // identifies what they see
	schema *upstream.Schema // what they see, in the server's names
	grant  *grant.Grant     // nil: no presets
	roots  map[ast.Operation][]*planner.Field
	names  []string // of the types, as the schema calls them, sorted
	links  []*planner.Link

	mu     sync.Mutex
	types  map[string]*planner.Type
	landed map[*planner.Link][]*planner.Field
}

var _ planner.Part = (*part)(nil)

func newPart(s *Source, shows string, schema *upstream.Schema, g *grant.Grant) *part {
	p := &part{
		source: s, shows: shows, schema: schema, grant: g,
		roots: map[ast.Operation][]*planner.Field{},
		types: map[string]*planner.Type{}, landed: map[*planner.Link][]*planner.Field{},
	}
	for _, name := range schema.Reachable() {
		if !upstream.BuiltIn(name) {
			p.names = append(p.names, s.names.Type(name))
		}
		p.links = append(p.links, s.links[name]...)
	}
	slices.Sort(p.names)
	for _, op := range []ast.Operation{ast.Query, ast.Mutation, ast.Subscription} {
		p.addRoots(op)
	}
	return p
}

// addRoots makes the root fields of one operation: the server's own, or the one namespace
// they are under.
func (p *part) addRoots(op ast.Operation) {
	root := p.schema.Types[p.schema.Root(op)]
	if root == nil {
		return
	}
	namespace := p.source.names.Namespace
	if namespace == "" {
		p.roots[op] = p.fields(root)
		return
	}
	name := p.source.names.Type(root.Name)
	p.roots[op] = []*planner.Field{{Name: namespace, Type: planner.NonNull(planner.Named(name)), Namespace: true}}
	if i, found := slices.BinarySearch(p.names, name); !found {
		p.names = slices.Insert(p.names, i, name)
	}
}

// Source returns the remote schema.
func (p *part) Source() planner.Source { return p.source }

// Fingerprint covers the source and what the role sees of it.
func (p *part) Fingerprint() planner.Fingerprint {
	h := sha256.New()
	h.Write(p.source.fingerprint[:])
	h.Write([]byte(p.shows))
	return planner.Fingerprint(h.Sum(nil))
}

// Roots returns the root fields.
func (p *part) Roots(op ast.Operation) []*planner.Field { return p.roots[op] }

// TypeNames yields the types that can be met from the root fields.
func (p *part) TypeNames() iter.Seq[string] {
	return func(yield func(string) bool) {
		p.mu.Lock()
		names := slices.Clone(p.names)
		p.mu.Unlock()
		for _, name := range names {
			if !yield(name) {
				return
			}
		}
	}
}

// Links returns the relationships of the types the role sees.
func (p *part) Links() []*planner.Link { return p.links }
