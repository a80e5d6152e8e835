package shop_test

import (
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/postgres-source/pgtest"
)

func TestLoadFillsAnEmptyDatabaseOnce(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	conn, err := pgx.Connect(ctx, pgtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(ctx) })
	checkLoaded(t, conn, false)
	if err := shop.Load(ctx, conn); err != nil {
		t.Fatal(err)
	}
	checkLoaded(t, conn, true)
	if err := shop.Load(ctx, conn); err == nil {
		t.Error("a second load into the same database succeeded")
	}

	for table, want := range map[string]int{
		"customers": 1000, "addresses": 1378, "products": 300, "orders": 10_000, "order_lines": 25_550, "order_status": 5,
	} {
		var got int
		if err := conn.QueryRow(ctx, `select count(*) from `+pgx.Identifier{table}.Sanitize()).Scan(&got); err != nil {
			t.Fatal(err)
		}
		if got != want {
			t.Errorf("%s has %d rows, want %d", table, got, want)
		}
	}
	var next int
	err = conn.QueryRow(ctx, `insert into orders (customer_id) values (1) returning id`).Scan(&next)
	if err != nil || next != 10_001 {
		t.Errorf("the next order is %d (%v), want 10001", next, err)
	}
}

func checkLoaded(t *testing.T, conn *pgx.Conn, want bool) {
	t.Helper()
	got, err := shop.Loaded(t.Context(), conn)
	if err != nil || got != want {
		t.Fatalf("Loaded is %v (%v), want %v", got, err, want)
	}
}
