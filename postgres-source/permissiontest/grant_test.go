package permissiontest_test

// grant is a select permission.
type grant struct {
	columns    []*column
	computed   []*computed // scalar ones
	filter     expr
	limit      int // -1: none
	aggregates bool
	// roots are the root fields granted; nil means all.
	roots []string
}

// permissions are all grants of a world.
type permissions struct {
	world  *world
	grants map[string]map[*table]*grant // by role
	// writes are the permissions to write, in worlds that are written to: those that the roles
	// have, and in them what heirs inherit. own are those that heirs were given themselves,
	// and conflicts what they cannot inherit.
	writes, own map[string]map[*table]*writeGrant
	conflicts   []conflicting
}

// roles are those with grants; heir inherits from the first two, and distant from heir and
// the third.
var roles = []string{"one", "two", "three"}

var parents = map[string][]string{"heir": {"one", "two"}, "distant": {"heir", "three"}}

// heirs are the roles that inherit, after those they inherit from.
var heirs = []string{"heir", "distant"}

// grantAll gives every role permissions on most tables.
func grantAll(w *world) *permissions {
	p := &permissions{world: w, grants: map[string]map[*table]*grant{}}
	for _, role := range roles {
		p.grants[role] = map[*table]*grant{}
		for _, t := range w.tables {
			if w.chance(85) {
				p.grants[role][t] = w.grant(t)
			}
		}
		for _, m := range w.models {
			if w.chance(85) {
				p.grants[role][m] = w.modelGrant(m)
			}
		}
	}
	return p
}

func (w *world) grant(t *table) *grant {
	g := &grant{limit: -1, aggregates: w.chance(70)}
	for _, c := range t.columns {
		if w.chance(map[bool]int{true: 85, false: 60}[len(t.key) > 0 && c == t.key[0]]) {
			g.columns = append(g.columns, c)
		}
	}
	for _, f := range t.computed {
		if f.returns == nil && w.chance(60) {
			g.computed = append(g.computed, f)
		}
	}
	g.filter = w.tellingRule(t)
	if w.chance(15) {
		g.limit = w.rng.IntN(5)
	}
	if w.chance(15) {
		g.roots = some(w, 60, []string{"select"})
		if g.aggregates && w.chance(50) {
			g.roots = append(g.roots, "select_aggregate")
		}
		if g.roots == nil {
			g.roots = []string{}
		}
	}
	return g
}

// tellingRule makes a rule for rows of t; see telling.
func (w *world) tellingRule(t *table) expr {
	return w.telling(t, func() expr { return w.rule(t, t, 3) })
}

// telling makes a filter that lets some rows through and keeps others back, if it finds
// one soon.
func (w *world) telling(t *table, rule func() expr) expr {
	var e expr
	for range 6 {
		e = rule()
		s := w.session("")
		through := filter(t.rows, func(r *row) bool { return eval(e, bare{s}, r, r) == yes })
		if len(through) > 0 && len(through) < len(t.rows) {
			break
		}
	}
	return e
}

// sessions are what requests of a role come with.
func (w *world) sessions(role string) []session {
	return []session{w.session(role), w.session(role), w.session(role)}
}

func (w *world) session(role string) session {
	s := session{
		"x-hasura-role": role, "x-hasura-num": pick(w, []string{"-1", "0", "1", "2"}), "x-hasura-word": pick(w, []string{"a", "ab", "b", "c%"}),
		"x-hasura-nums": pick(w, []string{"{1,2}", "{0}", "{-1,3}"}), "x-hasura-words": pick(w, []string{"{a,b}", "{ab}"}),
		"x-hasura-flag": pick(w, []string{"true", "false"}), "x-hasura-id": "7",
	}
	if t := pick(w, w.tables); len(t.rows) > 0 {
		s["x-hasura-id"] = literal(pick(w, t.rows).cells[t.key[0].index])
	}
	return s
}
