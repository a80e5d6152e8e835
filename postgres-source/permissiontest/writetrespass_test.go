package permissiontest_test

import "slices"

// validationFailed is the code of a request that asks for what its role's schema lacks.
const validationFailed = "validation-failed"

// trespasses tells whether a mutation asks for anything to be written that the role was not
// granted: tables, columns, functions. Nothing of it may be done then.
func (x *scribe) trespasses(m *mutation) bool {
	for _, f := range m.fields {
		switch op := f.what.(type) {
		case insertion:
			x.inserts(op.way(), op.table, op.objects, op.conflict)
		case updating:
			x.updates(op)
		case deletion:
			x.granted(x.grant(op.table).remove != nil, op.way())
		case calling:
			x.granted(x.p.calls(x.role, op.of), byFunction)
		}
	}
	return len(x.did.denied) > 0 // nothing else has been decided yet
}

// granted counts what was not.
func (x *scribe) granted(is bool, what string) {
	if !is {
		x.did.denied[what]++
	}
}

// gives counts whether a column is the role's to give.
func (x *scribe) gives(is bool) {
	x.granted(is, ofColumns)
	if is {
		x.did.allowed[ofColumns]++
	}
}

func (x *scribe) inserts(way string, t *table, objects []*given, c *conflict) {
	g := x.grant(t)
	x.granted(g.insert != nil, way)
	for _, o := range objects {
		for _, v := range o.values {
			x.gives(g.insert != nil && gives(g.insert.columns, g.insert.presets)(v.column))
		}
		for _, n := range o.related {
			x.inserts(n.way(), n.over.to, n.objects, n.conflict)
		}
	}
	if c == nil {
		return
	}
	for _, column := range c.update {
		x.gives(g.update != nil && gives(g.update.columns, g.update.presets)(column))
	}
}

func (x *scribe) updates(op updating) {
	g := x.grant(op.table).update
	x.granted(g != nil, op.way())
	for _, u := range op.updates {
		for _, set := range u.sets {
			x.gives(g != nil && gives(g.columns, g.presets)(set.column))
		}
	}
}

// calls tells whether a role was granted a function that writes; heirs get what any of their
// parents has (contract/postgres-graphql.md 7.4).
func (p *permissions) calls(role string, f *writer) bool {
	return role == "admin" || slices.Contains(f.roles, role) ||
		slices.ContainsFunc(parents[role], func(parent string) bool { return p.calls(parent, f) })
}
