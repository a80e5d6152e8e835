package remote

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Compile builds the document of a call: all root fields in one request, or one aliased
// field per row for a join.
func (p *part) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	if spec.Link != nil {
		return p.compileJoin(spec)
	}
	return p.compileRoots(spec)
}

// compileRoots merges the root fields of one call into one request: a departure from the
// contract, which sends one for each (section 4.1). Mutations come one per call.
func (p *part) compileRoots(spec *planner.CallSpec) (*planner.Answer, error) {
	if spec.Op == ast.Subscription {
		return nil, planner.Faultf(planner.CodeNotSupported, nil, "subscription to remote server is not supported")
	}
	w := p.writer()
	q := &rootQuery{source: p.source, operation: spec.OperationName}
	answer := &planner.Answer{Query: q}
	for i, col := range spec.Columns {
		if i > 0 {
			w.write(" ")
		}
		alias := rootAlias(q.aliases, col.Key)
		q.aliases = append(q.aliases, alias)
		answer.Shapes = append(answer.Shapes, w.field(alias, col))
	}
	q.vars, q.reads = w.vars, p.source.reads(w.reads)
	body := declarations(w.vars) + "{" + string(w.text) + "}"
	q.document = strings.TrimRight(string(spec.Op)+" "+spec.OperationName, " ") + body
	q.fingerprint = p.fingerprintOf(string(spec.Op) + body)
	return answer, nil
}

// rootAlias returns an alias that none of the others has: fields of two uses of a namespace
// may have one key.
func rootAlias(used []string, key string) string {
	alias := key
	for i := 0; i < len(used); i++ {
		if used[i] == alias {
			alias += "_"
			i = -1
		}
	}
	return alias
}

func (p *part) writer() *writer { return &writer{part: p, skip: p.source.opts.SkipNulls} }

// reads tells what a query of the source depends on: the whole session, which goes with
// every request as headers, and the client's headers where they are forwarded.
func (s *Source) reads(params []planner.Param) planner.Reads {
	return planner.Reads{Params: params, AllSession: true, Headers: s.opts.Definition.ForwardHeaders}
}

// deps: nobody tells when a remote server's answer changes.
func (s *Source) deps() []planner.Dep { return []planner.Dep{{Source: s.ID(), Opaque: true}} }

// fingerprintOf identifies work: the part and a document without the operation's name.
func (p *part) fingerprintOf(document string) planner.Fingerprint {
	h := sha256.New()
	own := p.Fingerprint()
	h.Write(own[:])
	_, _ = fmt.Fprint(h, document) // a hash does not fail
	return planner.Fingerprint(h.Sum(nil))
}
