package planner

import (
	"cmp"
	"crypto/sha256"
	"hash"
	"slices"
	"strings"
)

// Reads tells which per-request values any call of the plan depends on. It is borrowed and
// must not be changed.
func (p *Plan) Reads() Reads { return p.reads }

// AppendCohort appends the values that the plan reads of a request, so that two requests
// append equal bytes if and only if they agree in all of them. Requests for plans with
// equal fingerprints that append equal bytes get equal replies.
func (p *Plan) AppendCohort(dst []byte, params *Params) []byte { return p.reads.append(dst, params) }

// Deps lists what the replies are read from, joins included, sorted and without repeats.
func (p *Plan) Deps() []Dep {
	var all []Dep
	for _, call := range p.calls {
		all = append(all, call.Query.Deps()...)
	}
	slices.SortFunc(all, compareDeps)
	return slices.Compact(all)
}

func compareDeps(a, b Dep) int {
	return cmp.Or(
		strings.Compare(string(a.Source.Kind), string(b.Source.Kind)),
		strings.Compare(a.Source.Name, b.Source.Name),
		strings.Compare(a.Schema, b.Schema),
		strings.Compare(a.Table, b.Table),
		cmp.Compare(flag(a.Opaque), flag(b.Opaque)),
	)
}

// Fingerprint is equal for plans that do equal work: the same kind of operation, the same
// reply keys over the same queries, joined alike, with their parameters numbered alike. The
// names of operations do not count.
func (p *Plan) Fingerprint() Fingerprint {
	d := digest{sha256.New()}
	d.text(string(p.Op))
	d.reply(p.Reply)
	for _, call := range p.Roots {
		d.call(call)
	}
	return Fingerprint(d.hash.Sum(nil))
}

// digest hashes a plan. Every list tells its length, every text too.
type digest struct{ hash hash.Hash }

func (d digest) bytes(b []byte) { _, _ = d.hash.Write(b) } // a hash never fails

func (d digest) number(n int) { d.bytes(appendLength(nil, n)) }

func (d digest) text(s string) { d.bytes(appendText(nil, s)) }

func (d digest) texts(list []string) {
	d.number(len(list))
	for _, s := range list {
		d.text(s)
	}
}

func (d digest) reply(fields []ReplyField) {
	d.number(len(fields))
	for i := range fields {
		f := &fields[i]
		d.text(f.Key)
		d.number(f.Call + 1)
		d.number(f.Column)
		d.number(len(f.Also))
		for _, also := range f.Also {
			d.number(also.Call)
			d.number(also.Column)
		}
		d.text(string(f.Text))
		d.reply(f.Fields)
	}
}

func (d digest) call(c *Call) {
	d.text(string(c.Source.Kind))
	d.text(c.Source.Name)
	fp := c.Query.Fingerprint()
	d.bytes(fp[:])
	d.reads(c.Query.Reads())
	d.number(len(c.Binds))
	for _, b := range c.Binds {
		d.call(b)
	}
	d.number(c.Columns)
	for _, shape := range c.Shapes {
		d.shape(shape)
	}
	for _, target := range c.slots {
		d.number(target.join)
		d.number(target.column)
	}
	d.number(len(c.Joins))
	for _, j := range c.Joins {
		d.text(j.Link.From)
		d.text(j.Link.Name)
		d.texts(j.Link.Key)
		d.call(j.Call)
	}
}

// reads covers the numbers of parameters: values are looked up by them.
func (d digest) reads(r Reads) {
	d.number(len(r.Params))
	for _, p := range r.Params {
		d.number(p.Index())
	}
	d.texts(r.Session)
	d.bytes([]byte{flag(r.AllSession), flag(r.Headers)})
}

func (d digest) shape(s *Shape) {
	if s == nil {
		d.number(0)
		return
	}
	d.number(1 + len(s.Entries))
	d.text(s.TypeKey)
	for i := range s.Entries {
		e := &s.Entries[i]
		d.text(e.Key)
		d.bytes([]byte{byte(e.Kind), flag(e.KeyFrom != nil)})
		d.texts(e.On)
		d.texts(e.KeyFrom)
		for _, from := range sortedKeys(e.Names) {
			d.text(from)
			d.text(e.Names[from])
		}
		d.number(len(e.Names))
		d.shape(e.Shape)
	}
}
