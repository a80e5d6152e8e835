package schema_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/schema"
)

// BenchmarkManyTables describes 1,000 tables with 3,000 relationships to 20 roles that
// differ in one column each: the names alone, as at a start, and with every type built, as
// after each role's introspection. The MB are of the heap, model not counted.
func BenchmarkManyTables(b *testing.B) {
	const tables, roles = 1000, 20
	m := newDatabase(b, manyTables(tables)).model(b, manyTablesMetadata(tables, roles), model.Options{})
	for _, c := range []struct {
		name  string
		build bool
	}{{"names", false}, {"types", true}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				before := heap()
				schemas := describe(m, roles, c.build)
				b.ReportMetric(float64(heap()-before)/(1<<20), "MB")
				runtime.KeepAlive(schemas)
			}
		})
	}
}

func describe(m *model.Model, roles int, build bool) []*schema.Schema {
	options := schema.Options{Cache: &schema.Cache{}}
	schemas := make([]*schema.Schema, 0, roles)
	for i := range roles {
		s := schema.New(m, planner.Role{Name: fmt.Sprintf("r%d", i)}, options)
		schemas = append(schemas, s)
		if build {
			for name := range s.TypeNames() {
				s.Type(name)
			}
		}
	}
	return schemas
}

func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc) //nolint:gosec // a heap is smaller than 2^63 bytes
}

const columnsPerTable = 12

func manyTables(n int) string {
	var sql strings.Builder
	for i := range n {
		fmt.Fprintf(&sql, "create table t%d (id int primary key, a int, b int, c int", i)
		for c := range columnsPerTable - 4 {
			fmt.Fprintf(&sql, ", c%d %s", c, []string{"text", "numeric", "timestamptz", "float8"}[c%4])
		}
		sql.WriteString(");\n")
	}
	return sql.String()
}

func manyTablesMetadata(n, roles int) string {
	tables := make([]string, n)
	for i := range tables {
		permissions := make([]string, roles)
		for r := range permissions {
			columns := []string{`"id"`, `"a"`, `"b"`, `"c"`}
			for c := range columnsPerTable - 4 {
				if c != r%(columnsPerTable-4) {
					columns = append(columns, fmt.Sprintf(`"c%d"`, c))
				}
			}
			permissions[r] = fmt.Sprintf(`{"role": "r%d", "permission": {"columns": [%s], "filter": {}, "allow_aggregations": true}}`,
				r, strings.Join(columns, ","))
		}
		manual := func(name, column string, target int, back string) string {
			return fmt.Sprintf(`{"name": %q, "using": {"manual_configuration": {"remote_table": {"schema": "public", "name": "t%d"}, `+
				`"column_mapping": {%q: %q}}}}`, name, target%n, column, back)
		}
		tables[i] = fmt.Sprintf(`{"table": {"schema": "public", "name": "t%d"}, "object_relationships": [%s, %s], "array_relationships": [%s], "select_permissions": [%s]}`,
			i, manual("one", "a", i+1, "id"), manual("two", "b", i+2, "id"), manual("many", "id", i+3, "c"), strings.Join(permissions, ","))
	}
	return `{"tables": [` + strings.Join(tables, ",") + `]}`
}
