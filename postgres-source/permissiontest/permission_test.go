package permissiontest_test

import (
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

var (
	seed    = flag.Uint64("seed", 1, "what the worlds are made of")
	worlds  = flag.Int("worlds", 6, "how many worlds")
	first   = flag.Int("first", 0, "number of the first world")
	queries = flag.Int("queries", 40, "how many queries each role asks in a world")
)

// everybody is all roles: those that inherit, and one that was granted nothing.
var everybody = []string{"one", "two", "three", "heir", "distant", "admin", "nobody"}

// TestAnswersAreWhatIsPermitted asks generated queries of every role in generated worlds.
func TestAnswersAreWhatIsPermitted(t *testing.T) {
	s := newStage(t)
	asked, noticed := 0, coverage{}
	for n := *first; n < *first+*worlds; n++ {
		t.Run(fmt.Sprintf("seed=%d,first=%d", *seed, n), func(t *testing.T) {
			w := newWorld(*seed, uint64(n)) //nolint:gosec // not negative
			p := grantAll(w)
			s.build(t, w)
			weft := s.open(t, p)
			defer weft.close()
			for _, role := range everybody {
				c := &check{p: p, weft: weft, role: role, sessions: w.sessions(role), noticed: noticed}
				asked += c.many(t, *queries)
				c.relay = true
				asked += c.many(t, *queries/3)
			}
		})
	}
	t.Logf("%d answers; leaks that would have been noticed: %v", asked, noticed)
	for _, by := range ways {
		if noticed[by] == 0 && *worlds >= 6 && *seed == 1 {
			t.Errorf("no query would have noticed a leak by %s", by)
		}
	}
}

// coverage counts the answers that would have been wrong if one way had ignored the
// permissions.
type coverage map[way]int

// enough is how many are counted: finding them takes time.
const enough = 20

// add evaluates a query in ways that leak, and counts those in which a right answer is
// wrong.
func (c coverage) add(q *request, v *view, right any) {
	for _, by := range ways {
		if c[by] >= enough {
			continue
		}
		leaking := v.p.view(v.role, v.s)
		leaking.blind = by
		if leaking.answer(q.fields).differs(right) != "" {
			c[by]++
		}
	}
}

// check compares the answers to a role's queries with what is permitted.
type check struct {
	p        *permissions
	weft     *served
	role     string
	sessions []session
	noticed  coverage
	relay    bool
}

// many asks n queries and stops at the first that is answered wrongly. It returns how many
// answers it looked at.
func (c *check) many(t *testing.T, n int) int {
	t.Helper()
	views := make([]*view, len(c.sessions))
	for i, s := range c.sessions {
		views[i] = c.p.view(c.role, s)
	}
	a := &asker{world: c.p.world, v: views[0], relay: c.relay}
	if why := views[0].unexpected(c.weft.schema(t, planner.Role{Name: c.role, Relay: c.relay}), c.relay); why != "" {
		t.Errorf("the schema of role %s:\n%s", c.role, why)
		return 0
	}
	asked := 0
	for range n {
		q := a.request()
		if q == nil {
			continue
		}
		if f := c.one(t, q, views); f != nil {
			c.report(t, a, q, views, f)
			return asked
		}
		asked += len(views) + 1
	}
	return asked
}

// failure is a wrong answer.
type failure struct {
	how  string // its kind
	text string
}

// one asks a query for the first session alone, then for all in one run, and returns what
// is wrong with the answers, nil if nothing is.
func (c *check) one(t *testing.T, q *request, views []*view) *failure {
	t.Helper()
	for _, n := range []int{1, len(views)} {
		answers, errs := c.weft.ask(t, planner.Role{Name: c.role, Relay: q.relay}, q, c.sessions[:n])
		for i, answer := range answers {
			who := fmt.Sprintf("session %d of %d %s\n", i, n, encode(c.sessions[i]))
			if errs[i] != nil {
				return &failure{"error", fmt.Sprintf("%s%v", who, errs[i])}
			}
			if f := c.wrong(q, views[i], answer); f != nil {
				return &failure{f.how, fmt.Sprintf("%s%s\nanswer %s", who, f.text, answer)}
			}
		}
	}
	return nil
}

// wrong returns what is wrong with an answer, nil if nothing is.
func (c *check) wrong(q *request, v *view, answer []byte) *failure {
	if why := v.leaked(answer, q.relay); why != "" {
		return &failure{"leak", "LEAK: " + why}
	}
	got, err := decode(answer)
	if err != nil {
		return &failure{"error", err.Error()}
	}
	if why := v.answer(q.fields).differs(got); why != "" {
		return &failure{"difference", why}
	}
	if c.noticed != nil {
		c.noticed.add(q, v, got)
	}
	return nil
}

// report fails the test with the smallest query that is answered wrongly in the same way. What
// was seen once only is told as it was seen.
func (c *check) report(t *testing.T, a *asker, q *request, views []*view, seen *failure) {
	t.Helper()
	again := func(fields []*field) (*request, *failure) {
		smaller := &request{fields: fields, relay: q.relay}
		smaller.render(a, false)
		return smaller, c.one(t, smaller, views)
	}
	fails := func(fields []*field) string {
		if _, f := again(fields); f != nil {
			return kindOf(f)
		}
		return ""
	}
	if fails(q.fields) == "" { // only with its variables
		t.Errorf("role %s\n%s\nvariables %s\n%s", c.role, q.text, encode(q.variables), seen.text)
		return
	}
	small, f := again(shrink(q.fields, fails))
	if f == nil {
		f = seen
	}
	t.Errorf("role %s\n%s\n%s\npermissions:\n%s", c.role, small.text, f.text, c.p.describe(c.role, small))
}

// kindOf tells failures apart that have nothing to do with each other.
func kindOf(f *failure) string {
	if f.how == "error" {
		_, text, _ := strings.Cut(f.text, "\n")
		return f.how + text[:min(len(text), 60)]
	}
	return f.how
}

// describe lists the permissions of the tables that a query names.
func (p *permissions) describe(role string, q *request) string {
	var b strings.Builder
	for _, t := range p.world.tables {
		if !strings.Contains(q.text, t.name) {
			continue
		}
		for i, g := range p.contributors(role, t) {
			fmt.Fprintf(&b, "%s %d: %s\n", t.name, i, encode(g.metadata()))
		}
	}
	return b.String()
}
