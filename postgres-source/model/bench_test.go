package model_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// Near linear: compare the sizes.
func BenchmarkBuild20Roles(b *testing.B) {
	for _, tables := range []int{100, 1000, 3000} {
		b.Run(fmt.Sprintf("%d tables", tables), func(b *testing.B) {
			url := pgtest.New(b)
			for from := 0; from < tables; from += 500 { // one transaction may not hold too many locks
				to := min(from+500, tables) - 1
				pgtest.Exec(b, url, fmt.Sprintf(`do $$ begin for i in %d..%d loop
					execute format('create table t%%s (id bigint primary key, name text, owner text, org int, a int, b int, c text, d jsonb, parent bigint not null, other bigint)', i);
				end loop; end $$`, from, to))
				pgtest.Exec(b, url, fmt.Sprintf(`do $$ begin for i in %d..%d loop
					execute format('alter table t%%s add foreign key (parent) references t%%s, add foreign key (other) references t0', i, greatest(i-1, 0));
				end loop; end $$`, from, to))
			}
			conn, err := pgx.Connect(b.Context(), url)
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = conn.Close(context.Background()) }) // nothing is pending
			cat, err := catalog.Read(b.Context(), conn)
			if err != nil {
				b.Fatal(err)
			}
			md := parse(b, trackAll(tables, 20))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			m, found := model.Build(cat, md, model.Options{})
			if len(found) > 0 {
				b.Fatal(reasons(found))
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			for b.Loop() {
				model.Build(cat, md, model.Options{})
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(tables), "B/table")
			runtime.KeepAlive(m)
		})
	}
}

func trackAll(tables, roles int) string {
	var list []string
	for i := range tables {
		var permissions []string
		for r := range roles {
			permissions = append(permissions, fmt.Sprintf(
				`{"role":"role%d","permission":{"columns":["id","name","owner","org","c"],"filter":{"_or":[{"owner":{"_eq":"X-Hasura-User-Id"}},{"up":{"org":%d}}]}}}`, r, r%5))
		}
		down := ""
		if i < tables-1 {
			down = fmt.Sprintf(`{"name":"down","using":{"foreign_key_constraint_on":{"table":"t%d","column":"parent"}}}`, i+1)
		}
		list = append(list, fmt.Sprintf(`{"table":"t%d",
			"object_relationships":[{"name":"up","using":{"foreign_key_constraint_on":"parent"}},{"name":"zero","using":{"foreign_key_constraint_on":"other"}}],
			"array_relationships":[%s],
			"select_permissions":[%s]}`, i, down, strings.Join(permissions, ",")))
	}
	return `"tables":[` + strings.Join(list, ",") + `]}`
}
