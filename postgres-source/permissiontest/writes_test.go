package permissiontest_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
)

var (
	writeWorlds = flag.Int("write-worlds", 8, "how many worlds are written to")
	mutations   = flag.Int("mutations", 60, "how many mutations each role asks in a world")
)

// writing are the roles that write.
var writing = []string{"one", "two", "three", "heir", "distant", "admin"}

// TestWritesAreWhatIsPermitted asks generated mutations of every role in generated worlds.
// After each the tables hold what a plain evaluator of the rules says, to the row: what they
// deny was not written by any way, what they allow was, and a mutation that fails has left
// everything as it was.
func TestWritesAreWhatIsPermitted(t *testing.T) {
	s := newStage(t)
	did, major := newTally(), pgtest.Major(t)
	for n := *first; n < *first+*writeWorlds; n++ {
		t.Run(fmt.Sprintf("seed=%d,first=%d", *seed, n), func(t *testing.T) {
			w := newWriteWorld(*seed, uint64(n)) //nolint:gosec // not negative
			if major < deletesNoMoved {
				w.sparePartitioned()
			}
			p := grantAll(w)
			grantWrites(p)
			s.build(t, w)
			weft := s.open(t, p)
			defer weft.close()
			c := &writeCheck{p: p, weft: weft, did: did}
			for _, url := range s.urls {
				c.direct = append(c.direct, connect(t, url))
			}
			for _, role := range writing {
				if why := p.view(role, nil).unexpectedWrites(weft.schema(t, planner.Role{Name: role})); why != "" {
					t.Fatalf("the schema of role %s:\n%s", role, why)
				}
				if !c.many(t, role) {
					return
				}
			}
		})
	}
	if *writeWorlds >= 8 {
		did.check(t)
	}
}

// writeCheck compares what mutations do with what is permitted.
type writeCheck struct {
	p      *permissions
	weft   *served
	direct []*pgx.Conn
	did    *tally
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close(context.Background()) }) // the server ends it otherwise
	return db
}

// refillAfter is after how many mutations the tables are filled again.
const refillAfter = 15

// many asks a role's mutations, until one does what it should not.
func (c *writeCheck) many(t *testing.T, role string) bool {
	t.Helper()
	w := c.p.world
	start := w.save()
	sessions := w.sessions(role)
	a := &proposer{asker: &asker{world: w, v: c.p.view(role, sessions[0]), near: true}, role: role}
	for n := range *mutations {
		if n%refillAfter == 0 {
			w.restore(start)
			for source, db := range c.direct {
				if _, err := db.Exec(t.Context(), w.refill(source)); err != nil {
					t.Fatal(err)
				}
			}
		}
		m := a.mutation()
		if m == nil {
			continue
		}
		s := pick(w, sessions)
		if why := c.one(t, role, s, m); why != "" {
			t.Errorf("role %s, session %s\n%s\nvariables %s\n%s\npermissions:\n%s", role, encode(s), m.text, encode(m.variables), why, c.describe(role, m))
			return false
		}
	}
	w.restore(start)
	return true
}

// one asks a mutation and returns what is wrong with what came of it, "" if nothing is.
func (c *writeCheck) one(t *testing.T, role string, s session, m *mutation) string {
	t.Helper()
	x := &scribe{p: c.p, role: role, s: s, did: newTally()}
	before := c.p.world.save()
	right, refused := x.run(m)
	if x.unsure {
		c.p.world.restore(before)
		return ""
	}
	answers, errs := c.weft.ask(t, planner.Role{Name: role}, &request{text: m.text, variables: m.variables}, []session{s})
	if why := c.answered(answers[0], errs[0], right, refused); why != "" {
		return why
	}
	for source, db := range c.direct {
		if why := c.differs(t, db, source); why != "" {
			return fmt.Sprintf("%s\nanswer %s, %v", why, answers[0], errs[0])
		}
	}
	if refused != nil {
		x.did.beside["refused"]++
	}
	c.did.add(x.did, refused != nil)
	return ""
}

// answered compares an answer with what it should be.
func (c *writeCheck) answered(answer []byte, err error, right want, refused refusal) string {
	var f *planner.Fault
	switch {
	case err != nil && !errors.As(err, &f):
		return err.Error()
	case refused != nil && err == nil:
		return fmt.Sprintf("got %s, want an error of %q", answer, refused)
	case refused != nil && !slices.Contains(refused, f.Code):
		return fmt.Sprintf("got %v, want an error of %q", err, refused)
	case refused != nil:
		return ""
	case err != nil:
		return fmt.Sprintf("got %v, want none", err)
	}
	got, err := decode(answer)
	if err != nil {
		return err.Error()
	}
	if why := right.differs(got); why != "" {
		return fmt.Sprintf("%s\nanswer %s", why, answer)
	}
	return ""
}

// differs compares the tables of a database with the world's.
func (c *writeCheck) differs(t *testing.T, db *pgx.Conn, source int) string {
	t.Helper()
	for _, table := range c.p.world.tables {
		if table.source != source {
			continue
		}
		rows, err := db.Query(t.Context(), "select (to_jsonb(r) - '"+identity+"')::text from "+table.name+" as r")
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		list := items{limit: -1, tiers: []tier{{}}}
		for _, r := range table.rows {
			list.tiers[0] = append(list.tiers[0], stored{r})
		}
		decoded, err := decode([]byte("[" + strings.Join(got, ",") + "]"))
		if err != nil {
			t.Fatal(err)
		}
		if why := list.differs(decoded); why != "" {
			return "table " + table.name + ": " + why
		}
	}
	return ""
}

// stored is a row as the database has it, its columns in any order.
type stored struct{ row *row }

func (s stored) differs(got any) string {
	o, ok := got.(*answerObject)
	if !ok || len(o.keys) != len(s.row.cells) {
		return fmt.Sprintf("got %s, want a row", encode(plain(got)))
	}
	for i, key := range o.keys {
		if v := s.row.cells[s.row.table.column(key).index]; !equal(v, o.values[i]) {
			return fmt.Sprintf("%s: got %s, want %s", key, encode(plain(o.values[i])), encode(v))
		}
	}
	return ""
}

// describe lists the permissions on the tables that a mutation names.
func (c *writeCheck) describe(role string, m *mutation) string {
	var b strings.Builder
	for _, t := range slices.Concat(c.p.world.tables, c.p.world.views) {
		if !strings.Contains(m.text, t.name) {
			continue
		}
		fmt.Fprintf(&b, "%s: %s\n", t.name, encode(c.p.writes[role][t].metadata()))
	}
	return b.String()
}
