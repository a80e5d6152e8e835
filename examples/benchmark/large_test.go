package benchmark_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/examples/internal/manytables"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// roleCount is how many roles a large project has here. Each sees nearly all tables.
const roleCount = 20

// settled is how long an idle process is given to hand memory back.
const settled = 5 * time.Second

// BenchmarkLarge measures what grows with a project: processes of their own serve databases
// of 100, 1,000 and 3,000 tables with three relationships each, and 20 roles.
//
//	start   from starting the process to its first answer, as a role; idle-MB is the memory
//	        it then has when every role has been answered and nothing has happened for 5 s
//	change  one permission of one table dropped or created through the metadata API, until
//	        the answer says that it is served
func BenchmarkLarge(b *testing.B) {
	for _, n := range []int{100, 1000, 3000} {
		b.Run(fmt.Sprintf("%d tables", n), func(b *testing.B) {
			p := createProject(b, n)
			b.Run("start", p.benchmarkStart)
			b.Run("change", p.benchmarkChange)
		})
	}
}

// project is a large database and its metadata in a database of its own.
type project struct{ database, metadata string }

func createProject(b *testing.B, tables int) *project {
	b.Helper()
	p := &project{database: pgtest.New(b), metadata: pgtest.New(b)}
	conn, err := pgx.Connect(b.Context(), p.database)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // all is committed
	if err := manytables.Create(b.Context(), conn, tables); err != nil {
		b.Fatal(err)
	}
	doc, err := metadata.ReadDirectory(manytables.Metadata(tables, roleCount))
	if err != nil {
		b.Fatal(err)
	}
	store, err := metadata.Open(b.Context(), p.metadata, doc)
	if err != nil {
		b.Fatal(err)
	}
	store.Close()
	return p
}

func (p *project) start(b *testing.B) *process {
	b.Helper()
	return startProcess(b, []string{"DATABASE_URL=" + p.database}, "--metadata-database-url", p.metadata)
}

func (p *project) benchmarkStart(b *testing.B) {
	binary(b) // built before anything is measured
	var memory int64
	for b.Loop() {
		server := p.start(b)
		server.ask(b, 0)
		b.StopTimer()
		for r := range roleCount {
			server.ask(b, r)
		}
		time.Sleep(settled)
		memory = max(memory, server.memory(b))
		server.stop(b)
		b.StartTimer()
	}
	b.ReportMetric(float64(memory)/(1<<20), "idle-MB")
}

func (p *project) benchmarkChange(b *testing.B) {
	server := p.start(b)
	defer server.stop(b)
	server.ask(b, 0)
	const permission = `"source": "large", "table": {"schema": "public", "name": "entity_0007"}, "role": "role_04"`
	commands := []string{
		`{"type": "pg_drop_select_permission", "args": {` + permission + `}}`,
		`{"type": "pg_create_select_permission", "args": {` + permission + `, "permission": {"columns": ["id"], "filter": {}}}}`,
	}
	for i := 0; b.Loop(); i++ {
		server.post(b, "/v1/metadata", "admin", commands[i%2])
	}
}
