package schema

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// hash covers all that the role sees and may do: two roles with equal fingerprints share
// plans and answers, so everything that tells permissions apart must be in it.
func (s *Schema) hash() planner.Fingerprint {
	s.frame.mu.Lock()
	defer s.frame.mu.Unlock()
	d := digest{frame: s.frame, out: s.frame.bits[:0]}
	d.text(s.model.Source)
	d.flags(s.role.Backend, s.role.Relay)
	for _, t := range s.model.Tables {
		if p := s.model.Permissions(t, s.role.Name); p != nil {
			d.flags(true)
			d.text(t.Name.Schema)
			d.text(t.Name.Name)
			d.selects(p.Select)
			d.inserts(p.Insert)
			d.updates(p.Update)
			d.deletes(p.Delete)
		}
	}
	d.flags(false)
	for _, fn := range s.model.Functions {
		d.flags(s.model.Shows(fn, s.role.Name))
	}
	for _, m := range s.model.LogicalModels { // queries return them, and they hold each other
		d.selects(m.Select(s.role.Name))
	}
	for _, q := range s.model.NativeQueries { // with models of their own, which are in no list
		d.selects(q.Returns.Select(s.role.Name))
	}
	s.frame.bits = d.out
	return sha256.Sum256(d.out)
}

// digest writes permissions so that no two of them give the same bytes: texts after their
// length, lists after theirs, and what may be absent after a flag.
type digest struct {
	frame *frame
	out   []byte
}

func (d *digest) number(n int64) { d.out = binary.AppendVarint(d.out, n) }

func (d *digest) text(s string) {
	d.number(int64(len(s)))
	d.out = append(d.out, s...)
}

func (d *digest) flags(flags ...bool) {
	for _, on := range flags {
		d.out = append(d.out, flag(on))
	}
}

// condition writes a condition that may be absent. Roles share most of them, so that their
// texts are kept.
func (d *digest) condition(e model.BoolExp) {
	d.flags(e != nil)
	if e != nil {
		d.text(once(d.frame.texts, e, func() string { return model.Text(e) }))
	}
}

func (d *digest) selects(p *model.SelectPermission) {
	d.flags(p != nil)
	if p == nil {
		return
	}
	d.condition(p.Filter)
	d.number(p.Limit)
	d.flags(p.AllowAggregations)
	d.out = append(d.out, byte(p.Query), byte(p.Subscription))
	d.number(int64(len(p.Columns)))
	for i := range p.Columns {
		d.text(p.Columns[i].Column.Name)
		d.condition(p.Columns[i].When)
	}
	d.number(int64(len(p.ComputedFields)))
	for i := range p.ComputedFields {
		d.text(p.ComputedFields[i].Field.Name)
		d.condition(p.ComputedFields[i].When)
	}
	d.number(int64(len(p.Nested)))
	for _, field := range p.Nested {
		d.text(field.Name)
	}
}

func (d *digest) inserts(p *model.InsertPermission) {
	d.flags(p != nil)
	if p == nil {
		return
	}
	d.condition(p.Check)
	d.flags(p.BackendOnly)
	d.text(string(p.ValidateInput))
	d.written(p.Columns, p.Presets)
}

func (d *digest) updates(p *model.UpdatePermission) {
	d.flags(p != nil)
	if p == nil {
		return
	}
	d.condition(p.Filter)
	d.condition(p.Check)
	d.flags(p.BackendOnly)
	d.text(string(p.ValidateInput))
	d.written(p.Columns, p.Presets)
}

func (d *digest) deletes(p *model.DeletePermission) {
	d.flags(p != nil)
	if p == nil {
		return
	}
	d.condition(p.Filter)
	d.flags(p.BackendOnly)
	d.text(string(p.ValidateInput))
}

func (d *digest) written(columns []*model.Column, presets []model.Preset) {
	d.number(int64(len(columns)))
	for _, c := range columns {
		d.text(c.Name)
	}
	d.number(int64(len(presets)))
	for _, p := range presets {
		d.text(p.Column.Name)
		d.text(p.Value.Session)
		d.flags(p.Value.Literal != nil)
		if p.Value.Literal != nil {
			d.text(string(p.Value.Literal.AppendJSON(nil)))
		}
	}
}
