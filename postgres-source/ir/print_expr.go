package ir

import (
	"fmt"
	"strconv"
	"strings"
)

// inline prints an expression within a line.
func (p *printer) inline(e Expr) string {
	switch e := e.(type) {
	case *ColumnOf:
		return alias(e.Rows) + "." + e.Name
	case *RowOf:
		return alias(e.Rows)
	case *Input:
		spec := p.query.Inputs[e.Index]
		return "{" + spec.Name + " " + spec.Type.SQL + "}"
	case *Key:
		return "{key " + strconv.Itoa(e.Index) + "}"
	case *Text:
		return strconv.Quote(e.Value)
	case *Number:
		return strconv.FormatInt(e.Value, 10)
	case *Bool:
		return strconv.FormatBool(e.Value)
	case *KeyArray:
		return "key[" + p.list(e.Of) + "]"
	case *Tuple:
		return "(" + p.list(e.Of) + ")"
	case *Cast:
		return p.inline(e.Of) + "::" + e.Type.SQL
	case *Call:
		return e.Name.Name + "(" + p.args(e.Args) + ")"
	case *Aggregated:
		return p.aggregated(e)
	case *Related:
		return p.nested("related "+p.from(e.Rows), e.Rows, p.inline(e.Value))
	default:
		return p.condition(e)
	}
}

func (p *printer) condition(e Expr) string {
	switch e := e.(type) {
	case *And:
		return p.joined(e.Of, " and ", "true")
	case *Or:
		return p.joined(e.Of, " or ", "false")
	case *Not:
		return "not " + p.inline(e.Of)
	case *IsNull:
		return p.inline(e.Of) + " is null"
	case *Compare:
		return p.inline(e.Left) + " " + string(e.Op) + " " + p.inline(e.Right)
	case *AnyOf:
		return p.inline(e.Left) + " " + string(e.Op) + " any " + p.inline(e.Array)
	case *Case:
		text := "case when " + p.inline(e.When) + " then " + p.inline(e.Then)
		if e.Else != nil {
			text += " else " + p.inline(e.Else)
		}
		return text
	case *Exists:
		return p.nested("exists "+p.from(e.Rows), e.Rows, "")
	case *RowCursor:
		return "cursor"
	case *EdgeCursor:
		return edge(e.Last) + " cursor"
	case *Beyond:
		return p.nested("beyond "+edge(e.Last)+" "+p.from(e.Rows), e.Rows, "")
	case *Element:
		return "{element " + strconv.Itoa(e.Array) + "}"
	case *Excluded:
		return "excluded." + e.Column
	case *EdgeKey:
		return "{edge " + strconv.Itoa(e.Index) + "}"
	}
	return fmt.Sprintf("%T", e)
}

// nested prints rows inside an expression: joins and conditions in braces.
func (p *printer) nested(head string, r *Rows, value string) string {
	parts := make([]string, 0, len(r.Join)+3)
	for _, j := range r.Join {
		parts = append(parts, j.Column+" = "+p.inline(j.To))
	}
	if r.Filter != nil {
		parts = append(parts, "filter "+p.inline(r.Filter))
	}
	if r.Where != nil {
		parts = append(parts, "where "+p.inline(r.Where))
	}
	if value != "" {
		parts = append(parts, "=> "+value)
	}
	return head + " [" + strings.Join(parts, "; ") + "]"
}

func (p *printer) joined(of []Expr, word, empty string) string {
	if len(of) == 0 {
		return empty
	}
	parts := make([]string, len(of))
	for i, e := range of {
		parts[i] = p.inline(e)
	}
	return "(" + strings.Join(parts, word) + ")"
}

func (p *printer) list(of []Expr) string {
	parts := make([]string, len(of))
	for i, e := range of {
		parts[i] = p.inline(e)
	}
	return strings.Join(parts, ", ")
}

func (p *printer) args(args []Arg) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = p.inline(a.Value)
		if a.Name != "" {
			parts[i] = a.Name + " => " + parts[i]
		}
	}
	return strings.Join(parts, ", ")
}

func (p *printer) aggregated(a *Aggregated) string {
	args := "*"
	if len(a.Args) > 0 {
		args = p.list(a.Args)
	}
	if a.Distinct {
		args = "distinct " + args
	}
	return a.Function + "(" + args + ")"
}

func edge(last bool) string {
	if last {
		return "last"
	}
	return "first"
}
