package schema

import (
	"crypto/sha256"
	"fmt"
	"io"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// hash covers all that the role sees and may do. It is long-winded on purpose: two roles
// with equal fingerprints share plans and answers, so everything that tells permissions
// apart must be in it, each part closed by its own quotes or brackets.
func (s *Schema) hash() planner.Fingerprint {
	h := sha256.New()
	add(h, "%q backend %t relay %t\n", s.frame.model.Source, s.role.Backend, s.role.Relay)
	for _, t := range s.frame.model.Tables {
		if p := t.Permissions(s.role.Name); p != nil {
			add(h, "table %q.%q\n", t.Name.Schema, t.Name.Name)
			hashSelect(h, p.Select)
			hashInsert(h, p.Insert)
			hashUpdate(h, p.Update)
			hashDelete(h, p.Delete)
		}
	}
	for _, fn := range s.frame.model.Functions {
		if fn.VisibleTo(s.role.Name) {
			add(h, "function %q.%q\n", fn.Name.Schema, fn.Name.Name)
		}
	}
	for _, q := range s.frame.model.NativeQueries {
		if p := q.Returns.Select(s.role.Name); p != nil {
			add(h, "query %q\n", q.Name)
			hashSelect(h, p)
		}
	}
	return planner.Fingerprint(h.Sum(nil))
}

// add writes to a hash, which never fails.
func add(w io.Writer, format string, args ...any) { _, _ = fmt.Fprintf(w, format, args...) }

func hashSelect(w io.Writer, p *model.SelectPermission) {
	if p == nil {
		return
	}
	add(w, "select {%s} limit %d aggregations %t roots %d %d\n", model.Text(p.Filter), p.Limit, p.AllowAggregations, p.Query, p.Subscription)
	for i := range p.Columns {
		add(w, "column %q", p.Columns[i].Column.Name)
		hashWhen(w, p.Columns[i].When)
	}
	for i := range p.ComputedFields {
		add(w, "field %q", p.ComputedFields[i].Field.Name)
		hashWhen(w, p.ComputedFields[i].When)
	}
}

func hashWhen(w io.Writer, when model.BoolExp) {
	if when != nil {
		add(w, " when {%s}", model.Text(when))
	}
	add(w, "\n")
}

func hashInsert(w io.Writer, p *model.InsertPermission) {
	if p == nil {
		return
	}
	add(w, "insert check {%s} backend %t validate %q\n", model.Text(p.Check), p.BackendOnly, p.ValidateInput)
	hashWritten(w, p.Columns, p.Presets)
}

func hashUpdate(w io.Writer, p *model.UpdatePermission) {
	if p == nil {
		return
	}
	add(w, "update {%s} backend %t validate %q\n", model.Text(p.Filter), p.BackendOnly, p.ValidateInput)
	if p.Check != nil {
		add(w, "check {%s}\n", model.Text(p.Check))
	}
	hashWritten(w, p.Columns, p.Presets)
}

func hashDelete(w io.Writer, p *model.DeletePermission) {
	if p != nil {
		add(w, "delete {%s} backend %t validate %q\n", model.Text(p.Filter), p.BackendOnly, p.ValidateInput)
	}
}

func hashWritten(w io.Writer, columns []*model.Column, presets []model.Preset) {
	for _, c := range columns {
		add(w, "column %q\n", c.Name)
	}
	for _, p := range presets {
		add(w, "preset %q session %q", p.Column.Name, p.Value.Session)
		if p.Value.Literal != nil {
			add(w, " literal %s", p.Value.Literal.AppendJSON(nil))
		}
		add(w, "\n")
	}
}
