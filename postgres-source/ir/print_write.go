package ir

import "strings"

// write prints what the statement changes.
func (p *printer) write(w Write) {
	switch w := w.(type) {
	case *Insert:
		p.line("insert " + p.target(&w.Target))
		p.inside(func() { p.insert(w) })
	case *Update:
		p.line("update " + p.target(&w.Target))
		p.inside(func() { p.assign("set ", w.Set); p.changed(&w.Target, w.Filter, w.Where) })
	case *Perform:
		p.line("perform " + p.call(&w.Function))
	case *Delete:
		p.line("delete " + p.target(&w.Target))
		p.inside(func() { p.changed(&w.Target, w.Filter, w.Where) })
	}
}

func (p *printer) target(t *Target) string { return alias(t.Alias) + " " + t.Table.String() }

func (p *printer) changed(t *Target, filter, where Expr) {
	p.clause("filter ", filter)
	p.clause("where ", where)
	p.clause("check ", t.Check)
}

func (p *printer) insert(w *Insert) {
	p.clause("begin ", w.Begin)
	if w.Overriding {
		p.line("overriding")
	}
	p.assign("fixed ", w.Fixed)
	if len(w.Arrays) > 0 {
		p.line("each of " + p.list(w.Arrays))
	}
	for i, v := range w.Values {
		p.line(w.Columns[i] + " = " + p.inline(v))
	}
	for _, tuple := range w.Tuples {
		parts := make([]string, len(tuple))
		for i, v := range tuple {
			parts[i] = w.Columns[i] + " = default"
			if v != nil {
				parts[i] = w.Columns[i] + " = " + p.inline(v)
			}
		}
		p.line("row " + strings.Join(parts, ", "))
	}
	if c := w.Conflict; c != nil {
		p.line("on conflict " + c.Constraint + strings.Join(c.Columns, ", "))
		p.inside(func() { p.assign("set ", c.Set); p.clause("where ", c.Where) })
	}
	p.clause("check ", w.Check)
}

func (p *printer) assign(word string, set []Assign) {
	for _, a := range set {
		value := "default"
		if a.Value != nil {
			value = p.inline(a.Value)
		}
		p.line(word + a.Column + " = " + value)
	}
}
