package permissiontest_test

import "slices"

// writeGrant is what a role may write to a table; nil members are no permission.
type writeGrant struct {
	insert *insertGrant
	update *updateGrant
	remove *removeGrant
}

type insertGrant struct {
	columns []*column
	check   expr
	presets []preset
}

type updateGrant struct {
	columns []*column
	filter  expr
	check   expr // nil: none
	presets []preset
}

type removeGrant struct{ filter expr }

// preset is a value that the permission forces: a constant, or a session variable.
type preset struct {
	column   *column
	constant any
	session  string
}

func (p preset) value(s session) any {
	if p.session == "" {
		return p.constant
	}
	return parse(s[p.session], p.column.kind, "_eq")
}

// grantWrites adds permissions to write, and to read views.
func grantWrites(p *permissions) {
	w := p.world
	p.watchOthers()
	p.writes, p.own = map[string]map[*table]*writeGrant{}, map[string]map[*table]*writeGrant{}
	for i, role := range roles {
		p.writes[role] = map[*table]*writeGrant{}
		for _, v := range w.views {
			if w.chance(80) {
				g := w.grant(v)
				g.roots = nil
				p.grants[role][v] = g
			}
		}
		for _, t := range slices.Concat(w.tables, w.views) {
			p.writes[role][t] = w.writeGrant(t)
			if i > 0 {
				w.share(p.writes[role][t], p.writes[pick(w, roles[:i])][t])
			}
		}
	}
	for _, role := range heirs {
		p.writes[role], p.own[role] = map[*table]*writeGrant{}, map[*table]*writeGrant{}
		for _, t := range slices.Concat(w.tables, w.views) {
			p.bequeath(role, t)
		}
	}
}

// watchOthers makes some grants to read depend on other rows of the same table: those are the
// rules that writes decide upon.
func (p *permissions) watchOthers() {
	w := p.world
	for _, role := range roles {
		for _, t := range w.tables {
			g := p.grants[role][t]
			shared := filter(t.columns, func(c *column) bool { return c.kind.sorts() && !c.token && !slices.Contains(t.key, c) })
			if g == nil || len(shared) == 0 || !w.chance(30) {
				continue
			}
			c := pick(w, shared)
			g.filter = exists{t, allOf{
				compare{left{column: c}, "_ceq", operand{column: c, root: true}},
				compare{left{column: t.key[0]}, "_cne", operand{column: t.key[0], root: true}},
			}}
		}
	}
}

func (w *world) writeGrant(t *table) *writeGrant {
	g := &writeGrant{}
	if w.chance(85) {
		g.insert = &insertGrant{check: w.mostlyOpen(t), presets: w.presets(t)}
		for _, c := range t.columns {
			if s := c.storage(); s.generated == nil && w.chance(map[bool]int{true: 99, false: 75}[s.notNull]) {
				g.insert.columns = append(g.insert.columns, c)
			}
		}
	}
	if w.chance(85) {
		g.update = &updateGrant{filter: w.mostlyOpen(t), presets: w.presets(t)}
		if w.chance(60) {
			g.update.check = w.mostlyOpen(t)
		}
		for _, c := range t.columns {
			if c.storage().generated == nil && w.chance(70) {
				g.update.columns = append(g.update.columns, c)
			}
		}
	}
	if w.chance(85) {
		g.remove = &removeGrant{filter: w.mostlyOpen(t)}
	}
	return g
}

// mostlyOpen makes a rule that lets all rows through every third time: else hardly any
// mutation of several writes would get to its end.
func (w *world) mostlyOpen(t *table) expr {
	switch n := w.rng.IntN(100); {
	case n < 30:
		return allOf{}
	case n < 33:
		return anyOf{}
	case n < 36:
		return notOf{allOf{}}
	}
	return w.tellingRule(t)
}

func (w *world) presets(t *table) []preset {
	var out []preset
	for _, c := range t.columns {
		s := c.storage()
		if s.generated != nil || s.unique || slices.Contains(s.table.key, s) || c.kind == document || c.kind == float || !w.chance(12) {
			continue
		}
		if name := w.sessionOperand(c.kind, "_eq"); name != "" && w.chance(50) && s.target == nil {
			out = append(out, preset{column: c, session: name})
		} else if v := w.value(s); v != nil {
			out = append(out, preset{column: c, constant: v})
		}
	}
	return out
}

// metadata returns the permissions by their keys in the metadata of the table.
func (g *writeGrant) metadata() map[string]object {
	all := map[string]object{}
	if g == nil {
		return all
	}
	if i := g.insert; i != nil {
		all["insert_permissions"] = object{"columns": columnNames(i.columns), "check": ruleMetadata(i.check), "set": presetMetadata(i.presets)}
	}
	if u := g.update; u != nil {
		all["update_permissions"] = object{"columns": columnNames(u.columns), "filter": ruleMetadata(u.filter), "set": presetMetadata(u.presets), "check": nil}
		if u.check != nil {
			all["update_permissions"]["check"] = ruleMetadata(u.check)
		}
	}
	if g.remove != nil {
		all["delete_permissions"] = object{"filter": ruleMetadata(g.remove.filter)}
	}
	return all
}

func columnNames(columns []*column) []string {
	out := []string{}
	for _, c := range columns {
		out = append(out, c.name)
	}
	return out
}

func presetMetadata(presets []preset) object {
	o := object{}
	for _, p := range presets {
		o[p.column.name] = p.constant
		if p.session != "" {
			o[p.column.name] = "X-Hasura-" + p.session[len("x-hasura-"):]
		}
	}
	return o
}

// writes is what a role may write to a table: admin everything.
func (p *permissions) writeGrant(role string, t *table) *writeGrant {
	if role != "admin" {
		if g := p.writes[role][t]; g != nil {
			return g
		}
		return &writeGrant{}
	}
	columns := filter(t.columns, func(c *column) bool { return c.storage().generated == nil })
	return &writeGrant{
		insert: &insertGrant{columns: columns, check: allOf{}}, update: &updateGrant{columns: columns, filter: allOf{}}, remove: &removeGrant{filter: allOf{}},
	}
}

// gives tells whether a column is the client's to give.
func gives(columns []*column, presets []preset) func(*column) bool {
	return func(c *column) bool {
		return slices.Contains(columns, c) && !slices.ContainsFunc(presets, func(p preset) bool { return p.column == c })
	}
}
