package live

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"slices"

	"github.com/weftql/weft/planner"
)

// identity is equal for plans that do equal work and answer it in the same form, so that
// the parameters of one can be run by the other. Documents that differ only in white
// space, operation name or literals have equal plans.
type identity = planner.Fingerprint

// identify computes the identity of a plan.
func identify(plan *planner.Plan) identity {
	w := digest{sha256.New()}
	w.text(string(plan.Op))
	w.reply(plan.Reply)
	w.count(len(plan.Roots))
	for _, call := range plan.Roots {
		w.call(call)
	}
	return identity(w.Sum(nil))
}

// digest writes values so that different sequences of them differ in bytes.
type digest struct{ hash.Hash }

func (w digest) count(n int) {
	_, _ = w.Write(binary.AppendVarint(nil, int64(n)))
}

func (w digest) text(s string) {
	w.count(len(s))
	_, _ = w.Write([]byte(s))
}

func (w digest) texts(list []string) {
	w.count(len(list))
	for _, s := range list {
		w.text(s)
	}
}

func (w digest) reply(fields []planner.ReplyField) {
	w.count(len(fields))
	for _, f := range fields {
		w.text(f.Key)
		w.count(f.Call)
		w.count(f.Column)
		w.text(string(f.Text))
		w.reply(f.Fields)
	}
}

func (w digest) call(c *planner.Call) {
	w.text(c.Source.String())
	fingerprint := c.Query.Fingerprint()
	_, _ = w.Write(fingerprint[:])
	// Which parameter stands where counts too: the values of another plan are looked up by
	// these numbers.
	reads := c.Query.Reads()
	w.count(len(reads.Params))
	for _, p := range reads.Params {
		w.count(p.Index())
	}
	w.count(c.Columns)
	w.count(len(c.Shapes))
	for _, s := range c.Shapes {
		w.shape(s)
	}
	w.count(len(c.Joins))
	for _, j := range c.Joins {
		w.text(j.Link.From)
		w.text(j.Link.Name)
		w.call(j.Call)
	}
}

func (w digest) shape(s *planner.Shape) {
	if s == nil {
		w.count(-1)
		return
	}
	w.count(len(s.Entries))
	w.text(s.TypeKey)
	for i := range s.Entries {
		e := &s.Entries[i]
		w.text(e.Key)
		w.count(int(e.Kind))
		w.texts(e.On)
		w.texts(e.KeyFrom)
		if e.Join != nil {
			w.text(e.Join.Key)
		}
		w.shape(e.Shape)
	}
}

// reads is what the calls of a plan read of a request, all together.
type reads struct {
	params     []planner.Param
	session    []string
	allSession bool
	headers    bool
}

func readsOf(plan *planner.Plan) reads {
	var r reads
	for _, call := range plan.Roots {
		r.add(call)
	}
	slices.SortFunc(r.params, func(a, b planner.Param) int { return a.Index() - b.Index() })
	r.params = slices.Compact(r.params)
	slices.Sort(r.session)
	r.session = slices.Compact(r.session)
	return r
}

func (r *reads) add(c *planner.Call) {
	q := c.Query.Reads()
	r.params = append(r.params, q.Params...)
	r.session = append(r.session, q.Session...)
	r.allSession = r.allSession || q.AllSession
	r.headers = r.headers || q.Headers
	for _, j := range c.Joins {
		r.add(j.Call)
	}
}

// key returns the bytes in which requests of one cohort agree: every value their result
// depends on. Comparing them whole, not by a hash, keeps one user's result from another.
func (r *reads) key(p *planner.Params) string {
	var b []byte
	for _, param := range r.params {
		if v := p.Value(param); v != nil {
			b = v.AppendJSON(b)
		}
		b = append(b, 0)
	}
	if r.allSession {
		b = appendMap(b, p.Session.Variables)
	} else {
		for _, name := range r.session {
			b = appendVariable(b, p.Session, name)
		}
	}
	if r.headers {
		b = appendHeaders(b, p.Headers)
	}
	return string(b)
}

func appendVariable(b []byte, s *planner.Session, name string) []byte {
	v, set := s.Variable(name)
	if !set {
		return append(b, 0)
	}
	return planner.AppendJSONString(b, v)
}

func appendMap(b []byte, m map[string]string) []byte {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b = planner.AppendJSONString(planner.AppendJSONString(b, name), m[name])
	}
	return append(b, 0)
}

func appendHeaders(b []byte, headers map[string][]string) []byte {
	names := make([]string, 0, len(headers))
	for name := range headers {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b = planner.AppendJSONString(b, name)
		for _, value := range headers[name] {
			b = planner.AppendJSONString(b, value)
		}
	}
	return append(b, 0)
}

// depsOf lists what the calls of a plan read from, each once.
func depsOf(plan *planner.Plan) []planner.Dep {
	var list []planner.Dep
	seen := map[planner.Dep]bool{}
	var walk func(*planner.Call)
	walk = func(c *planner.Call) {
		for _, dep := range c.Query.Deps() {
			if !seen[dep] {
				seen[dep] = true
				list = append(list, dep)
			}
		}
		for _, j := range c.Joins {
			walk(j.Call)
		}
	}
	for _, call := range plan.Roots {
		walk(call)
	}
	return list
}
