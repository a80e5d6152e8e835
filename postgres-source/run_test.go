package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// prepare plans a query for a role.
func (f *served) prepare(tb testing.TB, role, query, vars string) *planner.Prepared {
	tb.Helper()
	cache := planner.NewCache(f.schema(tb, planner.Role{Name: role}), planner.CacheOptions{})
	var v *planner.Value
	if vars != "" {
		var err error
		if v, err = planner.ParseValue([]byte(vars)); err != nil {
			tb.Fatal(err)
		}
	}
	p, err := cache.Plan(tb.Context(), &planner.Request{Query: query, Variables: v})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// as returns the params of a request by a user of the role.
func as(p *planner.Prepared, role string, variables ...string) *planner.Params {
	s := &planner.Session{Role: planner.Role{Name: role}, Variables: map[string]string{"x-hasura-role": role}}
	for i := 0; i+1 < len(variables); i += 2 {
		s.Variables[variables[i]] = variables[i+1]
	}
	return p.Params(s, nil, "")
}

// replies runs the plan for all params in one run and returns a reply or fault for each.
func replies(ctx context.Context, p *planner.Prepared, params []*planner.Params) []string {
	result := p.Plan.Run(ctx, params, planner.RunOptions{})
	defer result.Release()
	got := make([]string, len(params))
	for i := range params {
		if err := result.Err(i); err != nil {
			got[i] = "error: " + err.Error()
			continue
		}
		got[i] = string(result.AppendReply(nil, i))
	}
	return got
}

const ordersQuery = `{ orders(order_by: {id: asc}) { id customer { name } } }`

func TestSessionsInOneRunDoNotSeeEachOther(t *testing.T) {
	f := openShop(t)
	p := f.prepare(t, "user", ordersQuery, "")
	got := replies(t.Context(), p, []*planner.Params{
		as(p, "user", "x-hasura-user-id", "1"), as(p, "user", "x-hasura-user-id", "2"),
		as(p, "user", "x-hasura-user-id", "1"), as(p, "user", "x-hasura-user-id", "77"),
	})
	want := []string{
		`{"orders":[{"id":10,"customer":{"name":"Ada"}}, {"id":11,"customer":{"name":"Ada"}}]}`,
		`{"orders":[{"id":12,"customer":{"name":"Brian"}}, {"id":13,"customer":{"name":"Brian"}}]}`,
		`{"orders":[{"id":10,"customer":{"name":"Ada"}}, {"id":11,"customer":{"name":"Ada"}}]}`,
		`{"orders":[]}`,
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("row %d: got %s, want %s", i, got[i], want[i])
		}
	}
}

func TestFaultOfOneSessionStaysItsOwn(t *testing.T) {
	f := openShop(t)
	p := f.prepare(t, "user", ordersQuery, "")
	got := replies(t.Context(), p, []*planner.Params{
		as(p, "user", "x-hasura-user-id", "2"), as(p, "user", "x-hasura-user-id", "nonsense"),
		as(p, "user"), as(p, "user", "x-hasura-user-id", "1"),
	})
	for i, want := range []string{
		`{"orders":[{"id":12`, "data-exception @ $: invalid input syntax for type integer: \"nonsense\"",
		"not-found @ $: missing session variable: \"x-hasura-user-id\"", `{"orders":[{"id":10`,
	} {
		if !strings.Contains(got[i], want) {
			t.Errorf("row %d: got %s, want %s", i, got[i], want)
		}
	}
}

func TestSessionsThatDifferInWhatIsNotAskedShareAnAnswer(t *testing.T) {
	o := fixture(t, "testdata")
	for _, table := range o.Metadata.Tables {
		for _, p := range table.SelectPermissions {
			if p.Role == "names" && table.Table.Name == "orders" {
				p.Filter = []byte(`{"_or": [{}, {"note": {"_eq": "X-Hasura-Note"}}]}`)
			}
		}
	}
	f := openFixture(t, o, "testdata")
	p := f.prepare(t, "names", `{ orders(order_by: {id: asc}, limit: 1) { id } }`, "")
	for i, got := range replies(t.Context(), p, []*planner.Params{
		as(p, "names", "x-hasura-note", "a"), as(p, "names", "x-hasura-note", "b"), as(p, "names"),
	}) {
		want := `{"orders":[{"id":10}]}`
		if i == 2 {
			want = `error: not-found @ $: missing session variable: "x-hasura-note"`
		}
		if got != want {
			t.Errorf("row %d: got %s, want %s", i, got, want)
		}
	}
}

func TestLimitsAndOffsetsOfManySetsAreTheirOwn(t *testing.T) {
	f := openShop(t)
	cache := planner.NewCache(f.schema(t, planner.Role{Name: "admin"}), planner.CacheOptions{})
	const query = `query($n: Int, $o: Int, $ids: [bigint!]!) { orders(order_by: {id: asc}, limit: $n, offset: $o, where: {id: {_in: $ids}}) { id } orders_aggregate(limit: $n) { aggregate { count } } }`
	var plan *planner.Prepared
	var params []*planner.Params
	for _, vars := range []string{
		`{"n": 1, "o": 1, "ids": [10, 11, 12]}`, `{"n": 2, "o": 0, "ids": [13, 14]}`, `{"n": null, "o": null, "ids": []}`, `{"ids": ["12"]}`,
	} {
		p, err := cache.Plan(t.Context(), &planner.Request{Query: query, Variables: variables(t, vars)})
		if err != nil {
			t.Fatal(err)
		}
		if plan != nil && p.Plan != plan.Plan {
			t.Fatalf("%s got a plan of its own", vars)
		}
		plan = p
		params = append(params, as(p, "admin"))
	}
	want := []string{
		`{"orders":[{"id":11}],"orders_aggregate":{"aggregate":{"count":1}}}`,
		`{"orders":[{"id":13}, {"id":14}],"orders_aggregate":{"aggregate":{"count":2}}}`,
		`{"orders":[],"orders_aggregate":{"aggregate":{"count":5}}}`,
		`{"orders":[{"id":12}],"orders_aggregate":{"aggregate":{"count":5}}}`,
	}
	for i, got := range replies(t.Context(), plan, params) {
		if got != want[i] {
			t.Errorf("row %d: got %s, want %s", i, got, want[i])
		}
	}
}

func TestCancelledRequestStopsItsStatement(t *testing.T) {
	f := openShop(t)
	pgtest.Exec(t, f.url, "create or replace function customer_initial(c customer) returns text language sql stable as $$ select pg_sleep(60)::text $$")
	p := f.prepare(t, "admin", "{ customer { initial } }", "")
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	start := time.Now()
	got := replies(ctx, p, []*planner.Params{as(p, "admin")})
	if took := time.Since(start); took > 10*time.Second || !strings.HasPrefix(got[0], "error") {
		t.Fatalf("after %s: %s", took, got[0])
	}
}

func TestServiceResumesWhenAKilledDatabaseIsBack(t *testing.T) {
	dir := privateFolder(t)
	server := pgtest.Private(t, dir, nil)
	pgtest.Exec(t, server.URL("postgres"), "create table thing (id int primary key); insert into thing values (1)")
	pgtest.Exec(t, server.URL("postgres"), "checkpoint") // it commits without waiting for the disk
	way := forward(t, server.URL("postgres"))
	source, _, err := postgres.Open(t.Context(), postgres.Options{
		Name: "default", Pool: pool.Settings{URL: way.url, Prepared: true, Retries: -1},
		Metadata: &metadata.Source{Name: "default", Tables: []*metadata.Table{{Table: sqlname.Public("thing")}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	f := &served{source: source}
	p := f.prepare(t, "admin", "{ thing { id } }", "")
	ask := func() string { return replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0] }
	const answer = `{"thing":[{"id":1}]}`
	if got := ask(); got != answer {
		t.Fatalf("before: %s", got)
	}
	if err := errors.Join(server.Kill(), server.Stop()); err != nil {
		t.Fatal(err)
	}
	got := ask()
	for end := time.Now().Add(20 * time.Second); got == answer && time.Now().Before(end); got = ask() {
		time.Sleep(10 * time.Millisecond) // a session may outlive its server for a moment
	}
	if !strings.HasPrefix(got, "error: postgres-error @ $: connection error") {
		t.Fatalf("while it is gone: %s", got)
	}
	way.to(t, pgtest.Private(t, dir, nil).URL("postgres"))
	if got := ask(); got != answer {
		t.Fatalf("after it came back: %s", got)
	}
}

func TestExplainTellsStatementAndPlanOfOneColumn(t *testing.T) {
	f := openShop(t)
	p := f.prepare(t, "user", "{ a: orders(limit: 3) { id } b: customer_by_pk(id: 2) { name } }", "")
	e, ok := p.Plan.Roots[0].Query.(planner.Explainer)
	if !ok {
		t.Fatal("the query cannot be explained")
	}
	in := &planner.Input{Params: []*planner.Params{as(p, "user", "x-hasura-user-id", "1")}, Rows: []planner.Row{{}}}
	sql, plan, err := e.Explain(t.Context(), in, 1)
	if err != nil || strings.Contains(sql, "orders") || !strings.Contains(sql, "customer") || len(plan) < 3 {
		t.Fatalf("%v\n%s\n%s", err, sql, strings.Join(plan, "\n"))
	}
	if _, _, err := e.Explain(t.Context(), &planner.Input{Params: []*planner.Params{as(p, "user")}, Rows: []planner.Row{{}}}, 1); err == nil {
		t.Fatal("explained without the session variable the filter needs")
	}
}

func TestEqualWorkHasEqualFingerprints(t *testing.T) {
	f := openShop(t)
	of := func(role, query, vars string) planner.Fingerprint {
		return f.prepare(t, role, query, vars).Plan.Roots[0].Query.Fingerprint()
	}
	base := of("user", `{ customer(where: {id: {_eq: 1}}) { id } }`, "")
	for name, c := range map[string]struct {
		role, query, vars string
		equal             bool
	}{
		"another literal":    {"user", `{ customer(where: {id: {_eq: 2}}) { id } }`, "", true},
		"a variable, named":  {"user", `query Named($x: Int!) { customer(where: {id: {_eq: $x}}) { id } }`, `{"x": 5}`, true},
		"another operator":   {"user", `{ customer(where: {id: {_neq: 1}}) { id } }`, "", false},
		"another alias":      {"user", `{ customer(where: {id: {_eq: 1}}) { x: id } }`, "", false},
		"another role":       {"admin", `{ customer(where: {id: {_eq: 1}}) { id } }`, "", false},
		"another field name": {"user", `{ c: customer(where: {id: {_eq: 1}}) { id } }`, "", true},
	} {
		if got := of(c.role, c.query, c.vars) == base; got != c.equal {
			t.Errorf("%s: equal is %v, want %v", name, got, c.equal)
		}
	}
}

func TestDepsNameEveryTableRead(t *testing.T) {
	f := openShop(t)
	for _, c := range []struct{ role, query, want string }{
		{"admin", "{ orders { customer { name } } }", "public.orders public.customer"},
		{"user", "{ line { quantity } }", "public.line public.orders"},
		{"admin", "{ orders(where: {lines: {quantity: {_gt: 1}}}) { id } }", "public.orders public.line"},
		{"exists", "{ customer { id } }", "public.customer public.secret"},
		{"admin", "{ customer_total { name } }", "public.customer_total?"},
		{"admin", "{ first_customer { id } }", "public.first_customer? public.customer"},
	} {
		p := f.prepare(t, c.role, c.query, "")
		var got []string
		for _, d := range p.Plan.Roots[0].Query.Deps() {
			name := d.Schema + "." + d.Table
			if d.Opaque {
				name += "?"
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s as %s: got %v, want %s", c.query, c.role, got, c.want)
		}
	}
}

func TestFaultsShowTheServersErrorInside(t *testing.T) {
	f := openShop(t)
	p := f.prepare(t, "admin", `{ customer(where: {tags: {_eq: "{not an array"}}) { id } }`, "")
	result := p.Plan.Run(t.Context(), []*planner.Params{as(p, "admin")}, planner.RunOptions{})
	defer result.Release()
	var fault *planner.Fault
	if !errors.As(result.Err(0), &fault) {
		t.Fatal(result.Err(0))
	}
	for _, want := range []string{`"status_code":"22P02"`, `"exec_status":"FatalError"`, `"statement":"select`, `not an array`, `"prepared":true`} {
		if !strings.Contains(string(fault.Internal), want) {
			t.Errorf("internal %s has no %s", fault.Internal, want)
		}
	}
	if strings.Contains(fmt.Sprint(fault.Message), "select") {
		t.Errorf("the message shows SQL: %s", fault.Message)
	}
}

func TestMoreRootFieldsThanAStatementHasColumns(t *testing.T) {
	f := openShop(t)
	var query, want strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&query, " a%d: customer_by_pk(id: %d) { id }", i, 1+i%3)
		fmt.Fprintf(&want, `,"a%d":{"id":%d}`, i, 1+i%3)
	}
	p := f.prepare(t, planner.Admin, "{"+query.String()+" }", "")
	if got := replies(t.Context(), p, []*planner.Params{as(p, planner.Admin)})[0]; got != "{"+want.String()[1:]+"}" {
		t.Errorf("got %.200s", got)
	}
}
