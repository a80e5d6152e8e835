package collections

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// mistakes lists what a document names that the schema does not have.
func mistakes(schema *planner.Schema, text string) []string {
	doc, err := planner.Parse(text)
	if err != nil {
		return []string{"not a valid graphql query"}
	}
	w := &walk{schema: schema, doc: doc}
	for _, op := range doc.Operations {
		w.operation(op)
	}
	return w.found
}

// walk goes through one document.
type walk struct {
	schema *planner.Schema
	doc    *ast.QueryDocument
	found  []string
	// open are the fragments being walked: a cycle is no reason to walk on.
	open []string
	// visits bounds the walk of documents that spread fragments in fragments in fragments.
	visits int
}

// maxVisits is how many selections of one document are looked at.
const maxVisits = 100_000

func (w *walk) mistake(path, format string, args ...any) {
	w.found = append(w.found, path+": "+fmt.Sprintf(format, args...))
}

func (w *walk) operation(op *ast.OperationDefinition) {
	for _, v := range op.VariableDefinitions {
		if name := v.Type.Name(); w.schema.Type(name) == nil {
			w.mistake("$", "type '%s' of variable '%s' not found", name, v.Variable)
		}
	}
	root := w.schema.Root(op.Operation)
	if root == nil {
		w.mistake("$", "no %ss exist", op.Operation)
		return
	}
	w.selections(op.SelectionSet, root, "$")
}

func (w *walk) selections(set ast.SelectionSet, t *planner.Type, path string) {
	for _, s := range set {
		if w.visits++; w.visits > maxVisits {
			return
		}
		switch s := s.(type) {
		case *ast.Field:
			w.field(s, t, path)
		case *ast.InlineFragment:
			w.fragment(s.SelectionSet, s.TypeCondition, t, path)
		case *ast.FragmentSpread:
			w.spread(s.Name, t, path)
		}
	}
}

func (w *walk) field(f *ast.Field, t *planner.Type, path string) {
	path += "." + f.Name
	if strings.HasPrefix(f.Name, "__") {
		return // introspection is the planner's own
	}
	have := t.Field(f.Name)
	if have == nil {
		w.mistake(path, "field '%s' not found in %s '%s'", f.Name, kindName(t), t.Name)
		return
	}
	inner := w.schema.Type(have.Type.Name())
	switch {
	case inner == nil:
		w.mistake(path, "type '%s' not found", have.Type.Name())
	case composite(inner) && len(f.SelectionSet) == 0:
		w.mistake(path, "missing selection set for '%s'", inner.Name)
	case composite(inner):
		w.selections(f.SelectionSet, inner, path)
	case len(f.SelectionSet) > 0:
		w.mistake(path, "unexpected selection set for '%s'", inner.Name)
	}
}

func kindName(t *planner.Type) string {
	switch t.Kind {
	case ast.Interface:
		return "interface"
	case ast.Union:
		return "union"
	default:
		return "object"
	}
}

func composite(t *planner.Type) bool {
	return t.Kind == ast.Object || t.Kind == ast.Interface || t.Kind == ast.Union
}

func (w *walk) fragment(set ast.SelectionSet, condition string, t *planner.Type, path string) {
	if condition != "" && condition != t.Name {
		if t = w.schema.Type(condition); t == nil {
			w.mistake(path, "type '%s' of a fragment not found", condition)
			return
		}
	}
	w.selections(set, t, path)
}

func (w *walk) spread(name string, t *planner.Type, path string) {
	def := w.doc.Fragments.ForName(name)
	switch {
	case def == nil:
		w.mistake(path, "fragment '%s' not found", name)
		return
	case slices.Contains(w.open, name):
		w.mistake(path, "fragment '%s' spreads itself", name)
		return
	}
	w.open = append(w.open, name)
	w.fragment(def.SelectionSet, def.TypeCondition, t, path)
	w.open = w.open[:len(w.open)-1]
}
