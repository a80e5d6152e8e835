package planner

import "github.com/vektah/gqlparser/v2/ast"

// Progress tells how far a mutation came that failed: what of it was written and stays. It
// names root fields by their response keys, those of a namespace as `namespace.field`.
type Progress struct {
	// Done are the fields that were written and stay so.
	Done []string
	// Failed are those of the call that failed. A database has written nothing of them; what
	// an action or a remote schema has done is for them to know.
	Failed []string
	// Unknown are those of which nobody knows whether they were written.
	Unknown []string
	// NotDone are those that were not run.
	NotDone []string
}

// says tells whether there is anything to be told that an error alone does not say.
func (p *Progress) says() bool { return len(p.Done) > 0 || len(p.Unknown) > 0 }

// progressOf returns the fault of a request's mutation with how far it came, where that is
// not plain: a part of it was written, or may have been, if only by a field that was then not
// joined.
func (r *Result) progressOf(f *Fault, request int) *Fault {
	if r.plan.Op != ast.Mutation {
		return f
	}
	p := &Progress{}
	r.addProgress(p, "", r.plan.Reply, request)
	if !p.says() {
		return f
	}
	told := *f
	told.Progress = p
	return &told
}

func (r *Result) addProgress(p *Progress, prefix string, fields []ReplyField, request int) {
	for i := range fields {
		f := &fields[i]
		if f.Call < 0 {
			r.addProgress(p, prefix+f.Key+".", f.Fields, request)
			continue
		}
		a := r.root(f.Call)
		fault := a.fault
		if fault == nil {
			fault = a.cell(r.rowOf(a, request), f.Column).fault
		}
		list := &p.Failed
		switch {
		case a.stopped:
			list = &p.NotDone
		case fault == nil:
			list = &p.Done
		case fault.Unknown:
			list = &p.Unknown
		}
		*list = append(*list, prefix+f.Key)
	}
}

// AppendJSON appends the progress as a JSON object without what is empty.
func (p *Progress) AppendJSON(dst []byte) []byte {
	dst = append(dst, '{')
	for _, list := range []struct {
		name   string
		fields []string
	}{{"done", p.Done}, {"failed", p.Failed}, {"unknown", p.Unknown}, {"not_done", p.NotDone}} {
		if len(list.fields) == 0 {
			continue
		}
		if dst[len(dst)-1] != '{' {
			dst = append(dst, ',')
		}
		dst = append(AppendJSONString(dst, list.name), ':', '[')
		for i, field := range list.fields {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = AppendJSONString(dst, field)
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}
