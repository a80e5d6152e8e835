package postgres_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestRatio prints how long a planned query takes against pgx and the best statement by
// hand, run in turns so that both meet the same machine. It is a measurement, run by
// WEFT_BENCH=1 (`task bench`), and fails only when a request does.
func TestRatio(t *testing.T) {
	if os.Getenv("WEFT_BENCH") == "" {
		t.Skip("a measurement: set WEFT_BENCH=1")
	}
	url := pgtest.New(t)
	pgtest.Exec(t, url, benchSQL)
	pgtest.Exec(t, url, "vacuum analyze")
	source := openBench(t, url)
	hand, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer hand.Close()
	f := &served{source: source}
	for _, shape := range shapes {
		p := f.prepare(t, "admin", shape.query, `{"id": 1}`)
		session := &planner.Session{Role: planner.Role{Name: "admin"}}
		var weft, byHand []time.Duration
		var buf []byte
		for range 3000 {
			weft = append(weft, timed(func() {
				result := p.Plan.Run(t.Context(), []*planner.Params{p.Params(session, nil, "")}, planner.RunOptions{})
				if err := result.Err(0); err != nil {
					t.Fatal(err)
				}
				buf = result.AppendReply(buf[:0], 0)
				result.Release()
			}))
			byHand = append(byHand, timed(func() {
				var json []byte
				if err := hand.QueryRow(t.Context(), shape.sql, 1).Scan(&json); err != nil {
					t.Fatal(err)
				}
			}))
		}
		w, h := median(weft), median(byHand)
		t.Logf("%-12s weft %v, by hand %v: %.2f", shape.name, w, h, float64(h)/float64(w))
	}
}

// TestInsertRatio does the same for 10,000 rows in one request.
func TestInsertRatio(t *testing.T) {
	if os.Getenv("WEFT_BENCH") == "" {
		t.Skip("a measurement: set WEFT_BENCH=1")
	}
	const rows = 10_000
	url := pgtest.New(t)
	pgtest.Exec(t, url, `create table customer (id serial primary key, name text not null, email text, note text);
		create table orders (id int primary key, customer_id int references customer);
		create table line (id int primary key, order_id int references orders);`)
	source := openBench(t, url)
	hand, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer hand.Close()
	objects := &planner.Value{Kind: planner.List}
	names, mails := make([]string, rows), make([]string, rows)
	for i := range rows {
		names[i], mails[i] = fmt.Sprint("name ", i), fmt.Sprint("mail", i, "@example.org")
		objects.Items = append(objects.Items, &planner.Value{Kind: planner.Object, Members: []planner.Member{
			{Name: "name", Value: planner.StringValue(names[i])}, {Name: "email", Value: planner.StringValue(mails[i])},
		}})
	}
	f := &served{source: source}
	cache := planner.NewCache(f.schema(t, planner.Role{Name: "admin"}), planner.CacheOptions{})
	req := &planner.Request{
		Query:     `mutation($o: [customer_insert_input!]!) { insert_customer(objects: $o) { affected_rows } }`,
		Variables: &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "o", Value: objects}}},
	}
	var weft, byHand []time.Duration
	for range 40 {
		pgtest.Exec(t, url, "truncate customer cascade")
		weft = append(weft, timed(func() {
			p, err := cache.Plan(t.Context(), req)
			if err != nil {
				t.Fatal(err)
			}
			result := p.Plan.Run(t.Context(), []*planner.Params{p.Params(&planner.Session{}, nil, "")}, planner.RunOptions{})
			if err := result.Err(0); err != nil {
				t.Fatal(err)
			}
			result.Release()
		}))
		pgtest.Exec(t, url, "truncate customer cascade")
		byHand = append(byHand, timed(func() {
			if _, err := hand.Exec(t.Context(), "insert into customer (name, email) select * from unnest($1::text[], $2::text[])", names, mails); err != nil {
				t.Fatal(err)
			}
		}))
	}
	w, h := median(weft), median(byHand)
	t.Logf("insert 10,000 weft %v, by hand %v: %.2f", w, h, float64(h)/float64(w))
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
