package permissiontest_test

import (
	"context"
	"testing"
	"time"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/schema"
)

// patience bounds one answer; the tables are tiny.
const patience = 10 * time.Second

// stage is two databases on which one world after the other is put up.
type stage struct{ urls []string }

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{}
	for range databases {
		url := pgtest.New(t)
		// Tables without statistics look large: PostgreSQL would compile each statement.
		pgtest.Exec(t, url, "do $$ begin execute format('alter database %I set jit = off', current_database()); end $$")
		s.urls = append(s.urls, url)
	}
	return s
}

// served is Weft over a world. The permissions it is given may be others than those that
// its answers are compared with.
type served struct {
	sources []*postgres.Source
	schemas map[planner.Role]*planner.Schema
	caches  map[planner.Role]*planner.Cache
}

// build fills the databases.
func (s *stage) build(t *testing.T, w *world) {
	t.Helper()
	for i, url := range s.urls {
		pgtest.Exec(t, url, w.setup(i))
	}
}

// open opens Weft over the databases with permissions. All of them must be consistent, but
// for those that heirs cannot inherit.
func (s *stage) open(t *testing.T, p *permissions) *served {
	t.Helper()
	return s.reopen(t, p, nil)
}

// reopen opens Weft with other permissions after it was open with some, as a change of the
// metadata does; previous may be nil.
func (s *stage) reopen(t *testing.T, p *permissions, previous *served) *served {
	t.Helper()
	out := &served{schemas: map[planner.Role]*planner.Schema{}, caches: map[planner.Role]*planner.Cache{}}
	var inherited []model.InheritedRole
	for _, role := range heirs {
		inherited = append(inherited, model.InheritedRole{Name: role, Parents: parents[role]})
	}
	var conflicts []conflicting
	for i, url := range s.urls {
		m, err := metadata.Decode(p.metadata(i), nil)
		if err != nil {
			t.Fatal(err)
		}
		o := postgres.Options{
			Name: databases[i], Metadata: m, Pool: pool.Settings{URL: url, Prepared: true},
			Model: model.Options{InheritedRoles: inherited}, Schema: schema.Options{Federation: true},
		}
		if previous != nil {
			o.Previous, o.KeepCatalog = previous.sources[i], true
		}
		source, issues, err := postgres.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		for _, issue := range issues {
			if c, ok := conflictOf(issue); ok {
				conflicts = append(conflicts, c)
				continue
			}
			t.Errorf("%s: %s", issue.Name, issue.Reason)
		}
		out.sources = append(out.sources, source)
	}
	if why := p.misses(conflicts); why != "" {
		t.Error(why)
	}
	return out
}

func (s *served) close() {
	for _, source := range s.sources {
		source.Close()
	}
}

// schema returns what a role sees of both databases.
func (s *served) schema(t *testing.T, role planner.Role) *planner.Schema {
	t.Helper()
	if known := s.schemas[role]; known != nil {
		return known
	}
	var parts []planner.Part
	for _, source := range s.sources {
		part, err := source.Part(role)
		if err != nil {
			t.Fatal(err)
		}
		parts = append(parts, part)
	}
	merged, conflicts := planner.Merge(role, parts, planner.BindOptions{})
	for _, c := range conflicts {
		t.Errorf("conflict: %+v", c)
	}
	s.schemas[role] = merged
	return merged
}

// cache returns the plans of a role.
func (s *served) cache(t *testing.T, role planner.Role) *planner.Cache {
	t.Helper()
	if s.caches[role] == nil {
		s.caches[role] = planner.NewCache(s.schema(t, role), planner.CacheOptions{})
	}
	return s.caches[role]
}

// ask answers a request for all sessions in one run. An answer is JSON or an error.
func (s *served) ask(t *testing.T, role planner.Role, q *request, sessions []session) (answers [][]byte, errs []error) {
	t.Helper()
	variables, err := planner.ParseValue(encode(q.variables))
	if err != nil {
		t.Fatal(err)
	}
	answers, errs = make([][]byte, len(sessions)), make([]error, len(sessions))
	prepared, err := s.cache(t, role).Plan(t.Context(), &planner.Request{Query: q.text, Variables: variables})
	if err != nil {
		for i := range errs {
			errs[i] = err
		}
		return answers, errs
	}
	params := make([]*planner.Params, len(sessions))
	for i, variables := range sessions {
		params[i] = prepared.Params(&planner.Session{Role: role, Variables: variables}, nil, "")
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	result := prepared.Plan.Run(ctx, params, planner.RunOptions{})
	defer result.Release()
	for i := range sessions {
		if err := result.Err(i); err != nil {
			errs[i] = err
			continue
		}
		answers[i] = result.AppendReply(nil, i)
	}
	return answers, errs
}
