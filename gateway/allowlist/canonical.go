package allowlist

import (
	"slices"
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// canonical prints a document so that two are equal exactly if they are the same to an
// allow list: without `__typename`, white space and comments, arguments and keys of input
// objects in order of their names. The order of everything else counts.
func canonical(doc *ast.QueryDocument) string {
	p := &printer{}
	for _, op := range doc.Operations {
		p.text(string(op.Operation))
		p.text(op.Name)
		for _, v := range op.VariableDefinitions {
			p.text("$" + v.Variable)
			p.text(v.Type.String())
			if v.DefaultValue != nil {
				p.text("=")
				p.value(v.DefaultValue)
			}
			p.directives(v.Directives)
		}
		p.directives(op.Directives)
		p.selections(op.SelectionSet)
	}
	for _, f := range doc.Fragments {
		p.text("fragment")
		p.text(f.Name)
		p.text(f.TypeCondition)
		p.directives(f.Directives)
		p.selections(f.SelectionSet)
	}
	return p.out.String()
}

// printer writes tokens, each with its length before it: no text can pass for another.
type printer struct{ out strings.Builder }

func (p *printer) text(s string) {
	p.out.WriteString(strconv.Itoa(len(s)))
	p.out.WriteByte(':')
	p.out.WriteString(s)
}

func (p *printer) selections(set ast.SelectionSet) {
	p.text("{")
	for _, s := range set {
		switch s := s.(type) {
		case *ast.Field:
			p.field(s)
		case *ast.FragmentSpread:
			p.text("...")
			p.text(s.Name)
			p.directives(s.Directives)
		case *ast.InlineFragment:
			p.text("... on")
			p.text(s.TypeCondition)
			p.directives(s.Directives)
			p.selections(s.SelectionSet)
		}
	}
	p.text("}")
}

func (p *printer) field(f *ast.Field) {
	if f.Name == "__typename" {
		return
	}
	p.text(f.Alias)
	p.text(f.Name)
	p.arguments(f.Arguments)
	p.directives(f.Directives)
	if len(f.SelectionSet) > 0 {
		p.selections(f.SelectionSet)
	}
}

func (p *printer) arguments(list ast.ArgumentList) {
	sorted := slices.SortedStableFunc(slices.Values(list), func(a, b *ast.Argument) int { return strings.Compare(a.Name, b.Name) })
	p.text("(")
	for _, a := range sorted {
		p.text(a.Name)
		p.value(a.Value)
	}
	p.text(")")
}

func (p *printer) directives(list ast.DirectiveList) {
	for _, d := range list {
		p.text("@" + d.Name)
		p.arguments(d.Arguments)
	}
}

func (p *printer) value(v *ast.Value) {
	p.text(strconv.Itoa(int(v.Kind)))
	switch v.Kind {
	case ast.ListValue:
		p.text("[")
		for _, c := range v.Children {
			p.value(c.Value)
		}
		p.text("]")
	case ast.ObjectValue:
		sorted := slices.SortedStableFunc(slices.Values(v.Children), func(a, b *ast.ChildValue) int { return strings.Compare(a.Name, b.Name) })
		p.text("{")
		for _, c := range sorted {
			p.text(c.Name)
			p.value(c.Value)
		}
		p.text("}")
	default:
		p.text(v.Raw)
	}
}
