package benchmark_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"runtime"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/internal/gatewaytest"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// bulkRows is how many rows one request of a bulk write brings.
const bulkRows = 10_000

// itemsSQL creates the table that is written to.
const itemsSQL = `create table item (id int primary key, name text not null, price numeric not null,
	quantity int not null, note text, made_at timestamptz not null)`

// items are a gateway and a handler in front of one table.
type items struct {
	pool          *pgxpool.Pool
	gateway, hand string // their addresses
}

func startItems(tb testing.TB) *items {
	tb.Helper()
	database := pgtest.New(tb)
	pgtest.Exec(tb, database, itemsSQL)
	c, err := pgxpool.ParseConfig(database)
	if err != nil {
		tb.Fatal(err)
	}
	c.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(pool.Close)
	server := httptest.NewServer(writers(pool))
	tb.Cleanup(server.Close)
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	url := gatewaytest.Start(tb, fstest.MapFS{
		"version.yaml": file("version: 3\n"),
		"databases/databases.yaml": file(`- name: items
  kind: postgres
  configuration:
    connection_info:
      database_url: {from_env: ITEMS}
      isolation_level: read-committed
      pool_settings: {max_connections: 20}
      use_prepared_statements: true
  tables: [{table: {schema: public, name: item}}]
`),
	}, map[string]string{"ITEMS": database})
	return &items{pool: pool, gateway: url, hand: server.URL}
}

// clear empties the table, and fills it again with what upserts meet.
func (t *items) clear(tb testing.TB, fill bool) {
	tb.Helper()
	sql := `truncate item`
	if fill {
		sql += fmt.Sprintf(`; insert into item select g, 'old', 0, 0, null, now() from generate_series(1, %d) g; analyze item`, bulkRows)
	}
	if _, err := t.pool.Exec(context.Background(), sql); err != nil {
		tb.Fatal(err)
	}
}

// rowsJSON is the JSON of n rows from id on.
func rowsJSON(id, n int) []byte {
	b := []byte{'['}
	for i := id; i < id+n; i++ {
		if i > id {
			b = append(b, ',')
		}
		b = fmt.Appendf(b, `{"id":%d,"name":"item number %d","price":"%d.%02d","quantity":%d,"note":"a \"note\" on %d","made_at":"2026-01-02T03:04:05+00:00"}`, i, i, i%1000, i%100, i%50, i)
	}
	return append(b, ']')
}

const (
	insertItems = `mutation ($rows: [item_insert_input!]!) { insert_item(objects: $rows) { affected_rows } }`
	upsertItems = `mutation ($rows: [item_insert_input!]!) { insert_item(objects: $rows,
		on_conflict: {constraint: item_pkey, update_columns: [name, price, quantity, note, made_at]}) { affected_rows } }`
	insertItem = `mutation ($rows: [item_insert_input!]!) { insert_item(objects: $rows) { returning { id } } }`
)

// peers are both sides of a kind of write; rows makes what a request brings.
func (t *items) peers(tb testing.TB, path, mutation string, rows func(id int) []byte) (gateway, hand *peer) {
	tb.Helper()
	query, err := json.Marshal(mutation)
	if err != nil {
		tb.Fatal(err)
	}
	gateway = newPeer(t.gateway, func(id int) []byte { return fmt.Appendf(nil, `{"query":%s,"variables":{"rows":%s}}`, query, rows(id)) })
	hand = newPeer(t.hand+path, func(id int) []byte { return fmt.Appendf(nil, `{"rows":%s}`, rows(id)) })
	return gateway, hand
}

func BenchmarkInsertMany(b *testing.B) { benchmarkBulk(b, "/insert", insertItems, false) }
func BenchmarkUpsertMany(b *testing.B) { benchmarkBulk(b, "/upsert", upsertItems, true) }

// benchmarkBulk compares requests of many rows. gateway-B/req is what the gateway and its
// client allocate for one.
func benchmarkBulk(b *testing.B, path, mutation string, fill bool) {
	t := startItems(b)
	all := rowsJSON(1, bulkRows)
	gateway, hand := t.peers(b, path, mutation, func(int) []byte { return all })
	one := func(p *peer) func() time.Duration {
		return func() time.Duration {
			t.clear(b, fill)
			return p.run(b, 1, func(int) int { return 1 })
		}
	}
	one(gateway)()
	one(hand)()
	var measured turns
	var allocated uint64
	for b.Loop() {
		measured.take(1, func() time.Duration {
			before := totalAlloc()
			took := one(gateway)()
			allocated += totalAlloc() - before
			return took
		}, one(hand))
	}
	measured.report(b)
	b.ReportMetric(float64(allocated)/float64(measured.requests), "gateway-B/req")
}

func totalAlloc() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}

// BenchmarkInsertOne compares requests of one row: 1,000 on each of the connections.
func BenchmarkInsertOne(b *testing.B) {
	t := startItems(b)
	gateway, hand := t.peers(b, "/one", insertItem, func(id int) []byte { return rowsJSON(id, 1) })
	const requests = clients * 1000
	turn := func(p *peer) func() time.Duration {
		return func() time.Duration {
			t.clear(b, false)
			return p.run(b, requests, func(i int) int { return i })
		}
	}
	turn(gateway)()
	turn(hand)()
	var measured turns
	for b.Loop() {
		measured.take(requests, turn(gateway), turn(hand))
	}
	measured.report(b)
}

// Both sides write the same rows and say the same.
func TestBothSidesWriteTheSame(t *testing.T) {
	t.Parallel()
	s := startItems(t)
	for _, c := range []struct {
		path, mutation string
		rows           int
		fill           bool
	}{{"/insert", insertItems, bulkRows, false}, {"/upsert", upsertItems, bulkRows, true}, {"/one", insertItem, 1, false}} {
		rows := rowsJSON(1, c.rows)
		gateway, hand := s.peers(t, c.path, c.mutation, func(int) []byte { return rows })
		var replies, tables [2][]byte
		for i, p := range []*peer{gateway, hand} {
			s.clear(t, c.fill)
			replies[i] = answer(t, p, 1)
			err := s.pool.QueryRow(t.Context(), `select md5(string_agg(item::text, '/' order by id)) || count(*) from item where name like 'item number %'`).Scan(&tables[i])
			if err != nil {
				t.Fatal(err)
			}
		}
		if !bytes.Equal(replies[0], replies[1]) || !bytes.Equal(tables[0], tables[1]) || !bytes.HasSuffix(tables[0], fmt.Append(nil, c.rows)) {
			t.Errorf("%s: the gateway answers %s and leaves %s, the handler %s and %s", c.path, replies[0], tables[0], replies[1], tables[1])
		}
	}
}
