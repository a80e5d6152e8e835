package benchmark_test

import (
	"fmt"
	"strings"
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
//	track   one more table tracked or untracked, likewise
//	bulk    all tables tracked in one request, which is a track of each
//
// cpu-ms is what the process itself worked for it, which other work on the machine does not
// change much.
func BenchmarkLarge(b *testing.B) {
	for _, n := range []int{100, 1000, 3000} {
		b.Run(fmt.Sprintf("%d tables", n), func(b *testing.B) {
			p := createProject(b, n)
			b.Run("start", p.benchmarkStart)
			b.Run("change", p.benchmarkChange)
			b.Run("track", p.benchmarkTrack)
			b.Run("bulk", p.benchmarkBulk)
		})
	}
}

// project is a large database and its metadata in a database of its own.
type project struct {
	tables             int
	database, metadata string
}

func createProject(b *testing.B, tables int) *project {
	b.Helper()
	p := &project{tables: tables, database: pgtest.New(b), metadata: pgtest.New(b)}
	conn, err := pgx.Connect(b.Context(), p.database)
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close(b.Context()) //nolint:errcheck // all is committed
	if err := manytables.Create(b.Context(), conn, tables); err != nil {
		b.Fatal(err)
	}
	if _, err := conn.Exec(b.Context(), "create table one_more (id int primary key, name text)"); err != nil {
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
	const permission = `"source": "large", "table": {"schema": "public", "name": "entity_0007"}, "role": "role_04"`
	p.benchmarkCommands(b,
		`{"type": "pg_drop_select_permission", "args": {`+permission+`}}`,
		`{"type": "pg_create_select_permission", "args": {`+permission+`, "permission": {"columns": ["id"], "filter": {}}}}`)
}

func (p *project) benchmarkTrack(b *testing.B) {
	const table = `"args": {"source": "large", "table": {"schema": "public", "name": "one_more"}}}`
	p.benchmarkCommands(b, `{"type": "pg_track_table", `+table, `{"type": "pg_untrack_table", `+table)
}

// benchmarkCommands measures two commands that undo each other, in turns.
func (p *project) benchmarkCommands(b *testing.B, commands ...string) {
	b.Helper()
	server := p.start(b)
	defer server.stop(b)
	for r := range roleCount {
		server.ask(b, r)
	}
	for _, command := range commands {
		server.post(b, "/v1/metadata", "admin", command)
	}
	i, began := 0, server.cpu(b)
	for b.Loop() {
		server.post(b, "/v1/metadata", "admin", commands[i%2])
		i++
	}
	server.reportCPU(b, began)
	if i%2 == 1 {
		server.post(b, "/v1/metadata", "admin", commands[1])
	}
}

func (p *project) benchmarkBulk(b *testing.B) {
	empty := &project{database: p.database, metadata: pgtest.New(b)}
	server := empty.start(b)
	defer server.stop(b)
	server.await(b)
	const source = `"args": {"name": "large", "configuration": {"connection_info": {"database_url": {"from_env": "DATABASE_URL"}}}}}`
	var track strings.Builder
	for i := range p.tables {
		fmt.Fprintf(&track, `,{"type": "pg_track_table", "args": {"source": "large", "table": {"schema": "public", "name": %q}}}`, manytables.Table(i))
	}
	bulk := `{"type": "bulk", "args": [` + track.String()[1:] + `]}`
	began := server.cpu(b)
	for b.Loop() {
		b.StopTimer()
		server.post(b, "/v1/metadata", "admin", `{"type": "clear_metadata", "args": {}}`)
		server.post(b, "/v1/metadata", "admin", `{"type": "pg_add_source", `+source)
		b.StartTimer()
		server.post(b, "/v1/metadata", "admin", bulk)
	}
	server.reportCPU(b, began)
}
