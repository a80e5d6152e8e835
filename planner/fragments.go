package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// survey walks an operation with the fragments it uses, before anything is known of types:
// it finds fragments that are undefined or form a cycle, and which variables are used.
// Each fragment is walked once, unused ones not at all (contract/postgres-graphql.md 8.4,
// 9.2).
type survey struct {
	fragments map[string]*ast.FragmentDefinition
	walked    map[string]bool
	stack     []string // fragments being walked
	names     []string // uses of variables in order
	depth     int
}

func newSurvey(doc *ast.QueryDocument) (*survey, *Fault) {
	s := &survey{}
	if len(doc.Fragments) == 0 {
		return s, nil
	}
	s.fragments = make(map[string]*ast.FragmentDefinition, len(doc.Fragments))
	s.walked = make(map[string]bool, len(doc.Fragments))
	for _, f := range doc.Fragments {
		if s.fragments[f.Name] != nil {
			return nil, Faultf(CodeParseFailed, nil, "multiple definitions for fragment %q", f.Name)
		}
		s.fragments[f.Name] = f
	}
	return s, nil
}

func (s *survey) operation(op *ast.OperationDefinition) *Fault {
	s.directives(op.Directives)
	return s.selections(op.SelectionSet, nil)
}

func (s *survey) selections(set ast.SelectionSet, at *Path) *Fault {
	if s.depth++; s.depth > maxDepth {
		return tooDeep(nil)
	}
	defer func() { s.depth-- }()
	for _, selection := range set {
		var fault *Fault
		switch sel := selection.(type) {
		case *ast.Field:
			s.arguments(sel.Arguments)
			s.directives(sel.Directives)
			if len(sel.SelectionSet) > 0 {
				fault = s.selections(sel.SelectionSet, at.Key("selectionSet").Key(sel.Name))
			}
		case *ast.InlineFragment:
			s.directives(sel.Directives)
			fault = s.selections(sel.SelectionSet, at)
		case *ast.FragmentSpread:
			s.directives(sel.Directives)
			fault = s.spread(sel.Name, at.Key("selectionSet"))
		}
		if fault != nil {
			return fault
		}
	}
	return nil
}

func (s *survey) spread(name string, at *Path) *Fault {
	if s.walked[name] {
		return nil
	}
	if i := slices.Index(s.stack, name); i >= 0 {
		return Invalid(at, "the fragment definition(s) %s form a cycle", englishList(s.stack[i:]))
	}
	f := s.fragments[name]
	if f == nil {
		return Invalid(at, "reference to undefined fragment %q", name)
	}
	s.stack = append(s.stack, name)
	if fault := s.selections(f.SelectionSet, at.Key(name)); fault != nil {
		return fault
	}
	s.stack = s.stack[:len(s.stack)-1]
	s.walked[name] = true
	return nil
}

func (s *survey) directives(list ast.DirectiveList) {
	for _, d := range list {
		s.arguments(d.Arguments)
	}
}

func (s *survey) arguments(list ast.ArgumentList) {
	for _, a := range list {
		s.value(a.Value)
	}
}

func (s *survey) value(v *ast.Value) {
	if v.Kind == ast.Variable {
		s.names = append(s.names, v.Raw)
		return
	}
	for _, c := range v.Children {
		s.value(c.Value)
	}
}

// englishList quotes names and joins them: `"a"`, `"a" and "b"`, `"a", "b", and "c"`.
func englishList(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = `"` + n + `"`
	}
	switch last := len(quoted) - 1; last {
	case 0:
		return quoted[0]
	case 1:
		return quoted[0] + " and " + quoted[1]
	default:
		return strings.Join(quoted[:last], ", ") + ", and " + quoted[last]
	}
}
