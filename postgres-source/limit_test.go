package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pool"
)

func TestLimitOfTheDocumentIsPartOfTheStatement(t *testing.T) {
	f := openShop(t)
	for _, c := range []struct{ role, arguments, want string }{
		{"admin", `limit: 2`, ` limit 2)`},
		{"admin", `limit: 0`, ` limit 0)`},
		{"admin", `limit: 2147483647`, ` limit 2147483647)`},
		{"admin", `limit: 2, offset: 1`, ` offset 1 limit 2)`},
		{"admin", `offset: "9223372036854775807"`, ` offset 9223372036854775807)`},
		{"admin", `offset: -1`, ` offset ($1)::bigint)`}, // the server refuses it
		{"admin", `limit: null, offset: null`, ` as t0)`},
		{"admin", `limit: $n`, ` limit (($1)::bigint))`},
		{"admin", `offset: $o`, ` offset ($1)::bigint)`},
		{"capped", `limit: 1`, ` limit 1)`},
		{"capped", `limit: 3`, ` limit 2)`}, // the permission's
		{"capped", `limit: null`, ` limit 2)`},
		{"capped", `limit: $n`, ` limit (least(($1)::bigint, 2)))`},
	} {
		query := `{ customer(` + c.arguments + `) { id } }`
		if strings.Contains(c.arguments, "$") {
			query = `query ($n: Int = 1, $o: Int = 1) { customer(` + c.arguments + `) { id } }`
			query = strings.Replace(query, map[bool]string{true: "$n: Int = 1, ", false: ", $o: Int = 1"}[strings.Contains(c.arguments, "$o")], "", 1)
		}
		sql := f.prepare(t, c.role, query, "").Plan.Roots[0].Query.String()
		if !strings.Contains(sql, c.want) || strings.Count(sql, "offset") != strings.Count(c.want, "offset") {
			t.Errorf("%s as %s: got %s, want it to contain %s", c.arguments, c.role, sql, c.want)
		}
	}
}

func TestLimitsOfDocumentsAreOtherWork(t *testing.T) {
	f := openShop(t)
	of := func(arguments string) planner.Fingerprint {
		return f.prepare(t, "admin", `{ orders(`+arguments+`) { id } }`, "").Plan.Roots[0].Query.Fingerprint()
	}
	if of("limit: 1") == of("limit: 2") || of("offset: 1") == of("offset: 2") || of("limit: 1") == of("limit: 1, offset: 1") {
		t.Error("queries for other rows have one fingerprint")
	}
	if of("limit: 1") != of("limit: 1, offset: null") {
		t.Error("the same query has two fingerprints")
	}
}

// A client that writes its limits into its documents must not fill memory, here or in the
// server.
func TestManyLimitsAreBounded(t *testing.T) {
	o := fixture(t, "testdata")
	o.Pool = pool.Settings{URL: o.Pool.URL, Prepared: true, MaxConnections: 1}
	f := openFixture(t, o, "testdata")
	cache := planner.NewCache(f.schema(t, planner.Role{Name: "admin"}), planner.CacheOptions{Documents: 50})
	for i := range 1200 {
		want := `{"orders":[` + strings.Join([]string{`{"id":10}`, `{"id":11}`, `{"id":12}`, `{"id":13}`, `{"id":14}`}[:min(i/2, 5)], ", ") + `]}`
		p, err := cache.Plan(t.Context(), &planner.Request{Query: fmt.Sprintf(`{ orders(order_by: {id: asc}, limit: %d) { id } }`, i/2)})
		if err != nil {
			t.Fatal(err)
		}
		if got := replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0]; got != want {
			t.Fatalf("limit %d: got %s, want %s", i/2, got, want)
		}
	}
	if n := cache.Documents(); n != 50 {
		t.Errorf("%d documents are kept", n)
	}
	if got := f.look(t, "select count(*) from pg_prepared_statements"); got != "400" {
		t.Errorf("%s statements are kept", got)
	}
}
