package ir

import (
	"strconv"
	"strings"
)

// String prints the tree, indented: the golden form.
func (q *Query) String() string {
	p := &printer{query: q}
	if q.Write != nil {
		p.write(q.Write)
	}
	word := "column "
	if q.EachRow {
		word = "of each row "
	}
	for _, c := range q.Columns {
		p.line(word + c.Name)
		p.inside(func() { p.value(c.Value) })
	}
	return p.text.String()
}

// printer writes one fact per line.
type printer struct {
	query *Query
	text  strings.Builder
	depth int
}

func (p *printer) line(s string) {
	for range p.depth {
		p.text.WriteString("  ")
	}
	p.text.WriteString(s)
	p.text.WriteByte('\n')
}

func (p *printer) inside(body func()) {
	p.depth++
	body()
	p.depth--
}

// value prints an expression that fills lines of its own.
func (p *printer) value(e Expr) {
	switch e := e.(type) {
	case *Object:
		p.line("object")
		p.inside(func() { p.fields(e) })
	case *List:
		p.line("list")
		p.inside(func() { p.rows(e.Rows); p.fields(e.Row) })
	case *One:
		p.line("one")
		p.inside(func() { p.rows(e.Rows); p.fields(e.Row) })
	case *Fold:
		p.line("fold")
		p.inside(func() { p.rows(e.Rows); p.value(e.Value) })
	case *Nodes:
		p.line("nodes")
		p.inside(func() { p.fields(e.Row) })
	case *Page:
		p.line("page" + map[bool]string{true: " backward"}[e.Backward])
		p.inside(func() {
			p.rows(e.Rows)
			p.clause("cursor ", e.Cursor)
			p.value(e.Value)
		})
	case *Entities:
		p.line("entities of " + p.from(e.Keys))
		p.inside(func() {
			for _, of := range e.Of {
				p.value(of)
			}
		})
	case *Edges:
		p.line("edges")
		p.inside(func() { p.fields(e.Row) })
	default:
		p.line(p.inline(e))
	}
}

func (p *printer) fields(o *Object) {
	for _, f := range o.Fields {
		switch f.Value.(type) {
		case *Object, *List, *One, *Fold, *Nodes, *Page, *Edges:
			p.line(f.Key + ":")
			p.inside(func() { p.value(f.Value) })
		default:
			p.line(f.Key + ": " + p.inline(f.Value))
		}
	}
}

func (p *printer) rows(r *Rows) {
	p.line("rows " + p.from(r))
	p.inside(func() {
		for _, j := range r.Join {
			p.line("join " + j.Column + " = " + p.inline(j.To))
		}
		for _, b := range r.Beside {
			p.line(p.nested("beside "+p.from(b), b, ""))
		}
		p.clause("filter ", r.Filter)
		p.clause("where ", r.Where)
		for _, d := range r.Distinct {
			p.clause("distinct on ", d)
		}
		for _, o := range r.Order {
			p.line("order by " + p.order(o))
		}
		p.clause("limit ", r.Limit)
		p.clause("offset ", r.Offset)
		if r.Cap != nil {
			p.line("cap " + strconv.FormatInt(*r.Cap, 10))
		}
		if r.Ties {
			p.line("with ties")
		}
		if r.AtMostOne {
			p.line("at most one")
		}
	})
}

// chosen prints rows inside a line.
func (p *printer) chosen(r *Rows) string {
	s := "chosen " + p.nested(p.from(r), r, "") + " distinct on (" + p.list(r.Distinct) + ")"
	for _, o := range r.Order {
		s += " order by " + p.order(o)
	}
	return s
}

func (p *printer) clause(word string, e Expr) {
	if e != nil {
		p.line(word + p.inline(e))
	}
}

func (p *printer) order(o Order) string {
	s := p.inline(o.By)
	if o.Desc {
		s += " desc"
	}
	if o.NullsFirst != o.Desc {
		s += map[bool]string{true: " nulls first", false: " nulls last"}[o.NullsFirst]
	}
	return s
}

func (p *printer) from(r *Rows) string {
	name := alias(r.Alias) + " "
	switch f := r.From.(type) {
	case *Table:
		return name + f.Name.String()
	case *Function:
		return name + p.call(f)
	case *Statement:
		return name + "statement(" + p.list(f.Args) + ")"
	case *Written:
		if f.Whole {
			return name + "written"
		}
		return name + "written, counted"
	case *Performed:
		return name + "performed"
	case *Unnested:
		return name + "unnested " + p.inline(f.Array)
	case *Chosen:
		return name + p.chosen(f.Rows)
	case *Together:
		return name + "together(" + p.list(f.Arrays) + ")"
	}
	return name + "?"
}

func (p *printer) call(f *Function) string { return f.Name.String() + "(" + p.args(f.Args) + ")" }

func alias(a Alias) string { return "t" + strconv.Itoa(int(a)) }
