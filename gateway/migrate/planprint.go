package migrate

import (
	"fmt"
	"strings"

	"github.com/weftql/weft/gateway/rehearsal"
)

// printPlan writes a plan for a person.
func (s *session) printPlan(p *planned) error {
	w := &planWriter{session: s}
	for _, warning := range p.Warnings {
		w.line("%s %s", s.coloured(yellow, "warning:"), warning)
	}
	for i := range p.Databases {
		w.database(&p.Databases[i])
	}
	w.metadata(&p.Metadata)
	for i := range p.Schemas {
		w.schema(&p.Schemas[i])
	}
	w.operations(p.Operations)
	w.verdict(&p.Report)
	_, err := s.out.Write([]byte(w.text.String()))
	return err
}

type planWriter struct {
	session *session
	text    strings.Builder
}

func (w *planWriter) line(format string, args ...any) { fmt.Fprintf(&w.text, format+"\n", args...) }

func (w *planWriter) bad(text string) string     { return w.session.coloured(red, text) }
func (w *planWriter) good(text string) string    { return w.session.coloured(green, text) }
func (w *planWriter) careful(text string) string { return w.session.coloured(yellow, text) }

func (w *planWriter) database(d *rehearsal.Database) {
	w.line("Database %s: %s, in %.0f ms", d.Name, counted(len(d.Migrations), "migration"), d.Milliseconds)
	if d.Failure != nil {
		w.line("  %s", w.bad(failed(d.Failure)))
	}
	for i := range d.Migrations {
		w.migration(&d.Migrations[i])
	}
}

func (w *planWriter) migration(m *rehearsal.Migration) {
	name := fmt.Sprintf("%d_%s", m.Version, m.Name)
	if m.NotRun {
		w.line("  %s %s", name, w.careful("is not run"))
		return
	}
	w.line("  %s (%.0f ms)", name, m.Milliseconds)
	data := m.Omitted
	for i := range m.Statements {
		switch st := &m.Statements[i]; {
		case st.Skipped != "":
			w.line("    %s", st.Text)
			w.line("      %s", w.careful("not rehearsed: "+st.Skipped))
		case st.DDL:
			w.line("    %s", st.Text)
		default:
			data++
		}
	}
	if data > 0 {
		w.line("    and %s more", counted(data, "statement"))
	}
	for i := range m.Locks {
		w.lock(&m.Locks[i])
	}
	for i := range m.Held {
		w.held(&m.Held[i])
	}
	if m.Failure != nil {
		w.line("    %s", w.bad("fails"+failedAt(m.Failure)))
	}
}

func (w *planWriter) lock(l *rehearsal.Lock) {
	text := fmt.Sprintf("    lock %s on %s: blocks %s", w.mode(l), l.Relation, l.Blocks)
	if l.Rewritten {
		text += "; " + w.bad("all of it is written anew")
	}
	if l.Rows > 0 {
		text += fmt.Sprintf(" (about %s)", counted(int(l.Rows), "row"))
	}
	w.line("%s", text)
}

// held tells of a lock that the rehearsal had before: the migration takes one by itself.
func (w *planWriter) held(h *rehearsal.HeldLock) {
	w.line("    lock on %s, %s at most: the rehearsal has that since %s", h.Relation, w.mode(&h.Lock), h.Since)
}

func (w *planWriter) mode(l *rehearsal.Lock) string {
	if l.Exclusive {
		return w.bad(l.Mode)
	}
	return l.Mode
}

func failedAt(f *rehearsal.Failure) string {
	text := ""
	if f.Line > 0 {
		text = fmt.Sprintf(" at line %d, %s", f.Line, f.Statement)
	}
	return text + ": " + failed(f)
}

func failed(f *rehearsal.Failure) string {
	text := f.Message
	if f.Code != "" {
		text += " (" + f.Code + ")"
	}
	for _, more := range []string{f.Detail, f.Hint} {
		if more != "" {
			text += "; " + more
		}
	}
	return text
}

func (w *planWriter) verdict(r *rehearsal.Report) {
	silent := len(r.Databases) == 0 && len(r.Metadata.Changes) == 0 && len(r.Schemas) == 0
	switch {
	case r.Fails:
		w.line("%s", w.bad("The deployment would fail."))
	case r.Breaks:
		w.line("%s", w.bad("The deployment would break clients."))
	case silent:
		w.line("There is nothing to deploy.")
	default:
		w.line("%s", w.good("The deployment would work, and break nobody."))
	}
}

// counted is a number of things.
func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
