package planner

import (
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// String prints the plan: the reply's fields with the columns that answer them, then each
// call with its query, shapes and, indented below it, joins. Equal plans print equal text:
// it is the form of golden files and of explaining.
func (p *Plan) String() string {
	var out printer
	out.line("%s", strings.TrimSpace(operationWord(p.Op)+" "+p.Name))
	out.indented(func() { out.reply(p.Reply) })
	for i, call := range p.Roots {
		alone := ""
		if call.alone {
			alone = ", alone"
		}
		out.line("call %d: %s, %s%s", i, call.Source, counted(call.Columns, "column"), alone)
		out.indented(func() { out.call(call) })
	}
	return out.String()
}

func operationWord(op ast.Operation) string {
	if op == "" {
		return string(ast.Query)
	}
	return string(op)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// printer writes indented lines.
type printer struct {
	strings.Builder
	depth int
}

func (out *printer) line(format string, args ...any) {
	out.WriteString(strings.Repeat("  ", out.depth))
	_, _ = fmt.Fprintf(out, format, args...) // a strings.Builder takes everything
	out.WriteByte('\n')
}

func (out *printer) indented(f func()) {
	out.depth++
	f()
	out.depth--
}

func (out *printer) reply(fields []ReplyField) {
	for i := range fields {
		f := &fields[i]
		switch {
		case f.Call >= 0:
			also := ""
			for _, a := range f.Also {
				also += fmt.Sprintf(", call %d column %d", a.Call, a.Column)
			}
			out.line("%s: call %d column %d%s", f.Key, f.Call, f.Column, also)
		case f.Text != nil:
			out.line("%s: %s", f.Key, f.Text)
		default:
			out.line("%s:", f.Key)
			out.indented(func() { out.reply(f.Fields) })
		}
	}
}

func (out *printer) call(c *Call) {
	for i, b := range c.Binds {
		out.line("bind %d: %s", i, b.Source)
		out.indented(func() { out.call(b) })
	}
	for line := range strings.Lines(strings.TrimRight(c.Query.String(), "\n")) {
		out.line("| %s", strings.TrimRight(line, "\n"))
	}
	next := 0 // slots are numbered in the order they are printed in
	for col, shape := range c.Shapes {
		if shape != nil {
			out.line("shape of column %d%s", col, typeKey(shape))
			out.indented(func() { out.shape(c, shape, &next) })
		}
	}
	for i, j := range c.Joins {
		out.line("join %d: %s.%s by (%s), %s, %s", i, j.Link.From, j.Link.Name, strings.Join(j.Link.Key, ", "),
			j.Call.Source, counted(j.Call.Columns, "column"))
		out.indented(func() { out.call(j.Call) })
	}
}

func typeKey(s *Shape) string {
	if s.TypeKey == "" {
		return ""
	}
	return ", type at " + s.TypeKey
}

func (out *printer) shape(c *Call, s *Shape, next *int) {
	for i := range s.Entries {
		e := &s.Entries[i]
		on := ""
		if len(e.On) > 0 {
			on = " on " + strings.Join(e.On, ", ")
		}
		switch e.Kind {
		case Slot:
			target := c.slots[*next]
			*next++
			from := ""
			if e.KeyFrom != nil {
				from = " from (" + strings.Join(e.KeyFrom, ", ") + ")"
			}
			out.line("%s: slot%s, join %d column %d%s", e.Key, on, target.join, target.column, from)
		case Cut:
			out.line("%s: cut%s", e.Key, on)
		case Rename:
			out.line("%s: rename%s%s", e.Key, on, renames(e.Names))
		default:
			out.line("%s: nested%s%s", e.Key, on, typeKey(e.Shape))
			out.indented(func() { out.shape(c, e.Shape, next) })
		}
	}
}

func renames(names map[string]string) string {
	var b strings.Builder
	for _, from := range sortedKeys(names) {
		fmt.Fprintf(&b, " %s=%s", from, names[from])
	}
	return b.String()
}
