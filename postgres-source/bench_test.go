package postgres_test

import (
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/pgtest"
	"github.com/weftql/weft/postgres-source/pool"
)

const benchSQL = `
create table customer (id int primary key, name text not null, email text, note text);
create table orders (id int primary key, customer_id int not null references customer, total numeric, status text);
create table line (id int primary key, order_id int not null references orders, product text, quantity int);
insert into customer select g, 'name ' || g, 'mail' || g || '@example.org', repeat('x', 50) from generate_series(1, 10000) g;
insert into orders select g, 1 + g % 10000, g * 1.5, 's' || g % 5 from generate_series(1, 50000) g;
insert into line select g, 1 + g % 50000, 'product ' || g % 100, g % 7 from generate_series(1, 150000) g;
create index on orders (customer_id);
create index on line (order_id);
`

// shapes are the requests of the benchmarks, each with the statement a careful person would
// write for the same JSON.
var shapes = []struct{ name, query, sql string }{
	{
		"by key", `query($id: Int!) { customer_by_pk(id: $id) { id name email } }`,
		`select row_to_json(r) from (select id, name, email from customer where id = $1) r`,
	},
	{
		"list of 100", `query($id: Int!) { customer(where: {id: {_gt: $id}}, order_by: {id: asc}, limit: 100) { id name email note } }`,
		`select coalesce(json_agg(row_to_json(r)), '[]') from (select id, name, email, note from customer where id > $1 order by id limit 100) r`,
	},
	{
		"three levels", `query($id: Int!) { customer(where: {id: {_gt: $id}}, order_by: {id: asc}, limit: 20) { id name orders(order_by: {id: asc}) { id total lines(order_by: {id: asc}) { product quantity } } } }`,
		`select coalesce(json_agg(row_to_json(r)), '[]') from (select c.id, c.name, (select coalesce(json_agg(row_to_json(o)), '[]') from (
			select o.id, o.total, (select coalesce(json_agg(row_to_json(l)), '[]') from (select product, quantity from line l where l.order_id = o.id order by l.id) l) as lines
			from orders o where o.customer_id = c.id order by o.id) o) as orders
		from customer c where id > $1 order by id limit 20) r`,
	},
}

// BenchmarkRead compares a planned query with pgx and the best statement by hand. The
// figures to look at are the ratios.
func BenchmarkRead(b *testing.B) {
	url := pgtest.New(b)
	pgtest.Exec(b, url, benchSQL)
	pgtest.Exec(b, url, "vacuum analyze")
	source := openBench(b, url)
	hand, err := pgxpool.New(b.Context(), url)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(hand.Close)
	f := &served{source: source}
	for _, shape := range shapes {
		p := f.prepare(b, "admin", shape.query, `{"id": 1}`)
		session := &planner.Session{Role: planner.Role{Name: "admin"}}
		b.Run(shape.name+"/weft", func(b *testing.B) {
			for b.Loop() {
				result := p.Plan.Run(b.Context(), []*planner.Params{p.Params(session, nil, "")}, planner.RunOptions{})
				if err := result.Err(0); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(result.AppendReply(nil, 0))))
				result.Release()
			}
		})
		b.Run(shape.name+"/by hand", func(b *testing.B) {
			for b.Loop() {
				var json []byte
				if err := hand.QueryRow(b.Context(), shape.sql, 1).Scan(&json); err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(len(json)))
			}
		})
	}
}

func openBench(tb testing.TB, url string) *postgres.Source {
	tb.Helper()
	array := func(name, table, column string) *metadata.Relationship {
		on := &metadata.ForeignKeyOn{Columns: []string{column}}
		on.Table.Schema, on.Table.Name = "public", table
		return &metadata.Relationship{Name: name, ForeignKey: on}
	}
	m := &metadata.Source{Name: "default"}
	for _, name := range []string{"customer", "orders", "line"} {
		t := &metadata.Table{}
		t.Table.Schema, t.Table.Name = "public", name
		m.Tables = append(m.Tables, t)
	}
	m.Tables[0].ArrayRelationships = []*metadata.Relationship{array("orders", "orders", "customer_id")}
	m.Tables[1].ArrayRelationships = []*metadata.Relationship{array("lines", "line", "order_id")}
	source, issues, err := postgres.Open(tb.Context(), postgres.Options{Name: "default", Metadata: m, Pool: pool.Settings{URL: url, Prepared: true}})
	if err != nil || len(issues) > 0 {
		tb.Fatal(err, issues)
	}
	tb.Cleanup(source.Close)
	return source
}
