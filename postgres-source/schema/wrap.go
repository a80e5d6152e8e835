package schema

import (
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// wrapped are the usual wrappings of one named type, shared by all that mention it. They
// must not be changed.
type wrapped struct {
	plain       *ast.Type // X
	nonNull     *ast.Type // X!
	list        *ast.Type // [X!]
	listNonNull *ast.Type // [X!]!
}

func (f *frame) wrap(name string) *wrapped {
	return once(f.wraps, name, func() *wrapped {
		w := &wrapped{plain: planner.Named(name)}
		w.nonNull = planner.NonNull(w.plain)
		w.list = planner.ListOf(w.nonNull)
		w.listNonNull = planner.NonNull(w.list)
		return w
	})
}
