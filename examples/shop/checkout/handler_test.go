package checkout_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/examples/shop/checkout"
	"github.com/weftql/weft/postgres-source/pgtest"
)

func TestCheckoutWritesTheOrder(t *testing.T) {
	t.Parallel()
	url, pool := serve(t)
	before := number(t, pool, `select stock from products where id = 1`)
	status, body := post(t, url+"/checkout", `{"action":{"name":"checkout"},
		"input":{"input":{"addressId":1,"lines":[{"productId":8,"quantity":1},{"productId":1,"quantity":2}],"note":"Hello"}},
		"session_variables":{"x-hasura-role":"customer","x-hasura-user-id":"1"}}`)
	check(t, status, body, 200, `{"orderId":10001,"total":262.50}`)

	got := text(t, pool, `
		select o.customer_id || ' ' || o.status || ' ' || o.shipping_cost || ' ' || o.note || ': ' ||
		       (select string_agg(l.line || ' ' || l.product_id || ' ' || l.quantity || ' ' || l.unit_price, ', ' order by l.line)
		          from order_lines l where l.order_id = o.id)
		  from orders o where o.id = 10001`)
	if want := "1 placed 5.90 Hello: 1 8 1 209.50, 2 1 2 26.50"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}
	if after := number(t, pool, `select stock from products where id = 1`); after != before-2 {
		t.Errorf("stock went from %d to %d, want 2 less", before, after)
	}
}

func TestCheckoutRefuses(t *testing.T) {
	t.Parallel()
	url, pool := serve(t)
	const me = `{"x-hasura-user-id":"1"}`
	for _, c := range []struct{ name, input, session, want string }{
		{"an empty basket", `{"lines":[]}`, me, `{"message":"the basket is empty","code":"empty-basket"}`},
		{"a quantity of zero", `{"lines":[{"productId":1,"quantity":0}]}`, me,
			`{"message":"product 1: the quantity must be from 1 to 1000, not 0","code":"bad-quantity"}`},
		{"a product twice", `{"lines":[{"productId":1,"quantity":1},{"productId":1,"quantity":1}]}`, me,
			`{"message":"product 1 is in the basket twice","code":"duplicate-product"}`},
		{"an unknown product", `{"lines":[{"productId":1,"quantity":1},{"productId":9999,"quantity":1}]}`, me,
			`{"message":"there is no product 9999","code":"no-such-product"}`},
		{"more than there is", `{"lines":[{"productId":8,"quantity":900}]}`, me,
			`{"message":"only 142 of Indigo Lambswool Blanket left","code":"sold-out"}`},
		{"somebody else's address", `{"addressId":3,"lines":[{"productId":1,"quantity":1}]}`, me,
			`{"message":"address 3 is not one of yours","code":"not-your-address"}`},
		{"nobody", `{"lines":[{"productId":1,"quantity":1}]}`, `{}`,
			`{"message":"nobody is buying: send the header x-hasura-user-id with the customer's id","code":"no-customer"}`},
		{"a stranger", `{"lines":[{"productId":1,"quantity":1}]}`, `{"x-hasura-user-id":"5000"}`,
			`{"message":"there is no customer 5000","code":"no-customer"}`},
		{"a user id that is not a number", `{"lines":[{"productId":1,"quantity":1}]}`, `{"x-hasura-user-id":"1 or 1=1"}`,
			`{"message":"x-hasura-user-id must be a number, not \"1 or 1=1\"","code":"no-customer"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			status, body := post(t, url+"/checkout", fmt.Sprintf(`{"input":{"input":%s},"session_variables":%s}`, c.input, c.session))
			check(t, status, body, 400, c.want)
		})
	}
	if n := number(t, pool, `select count(*) from orders where id > 10000`); n != 0 {
		t.Errorf("%d orders were written by refused checkouts", n)
	}
}

// Two dozen customers want the last pieces, in baskets of opposite order: exactly as many
// get one as there are pieces, and nobody waits for ever.
func TestCheckoutNeverSellsMoreThanThereIs(t *testing.T) {
	t.Parallel()
	url, pool := serve(t)
	if _, err := pool.Exec(t.Context(), `update products set stock = 5 where id in (1, 2)`); err != nil {
		t.Fatal(err)
	}
	baskets := []string{`[{"productId":1,"quantity":1},{"productId":2,"quantity":1}]`, `[{"productId":2,"quantity":1},{"productId":1,"quantity":1}]`}
	var sold, refused int
	var mu sync.Mutex
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() {
			status, _ := post(t, url+"/checkout", fmt.Sprintf(`{"input":{"input":{"lines":%s}},"session_variables":{"x-hasura-user-id":"%d"}}`, baskets[i%2], i+1))
			mu.Lock()
			defer mu.Unlock()
			switch status {
			case http.StatusOK:
				sold++
			case http.StatusBadRequest:
				refused++
			}
		})
	}
	wg.Wait()
	if sold != 5 || refused != 19 {
		t.Errorf("sold %d, refused %d, want 5 and 19", sold, refused)
	}
}

func TestPayloadsThatAreNotJSONAreRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(checkout.Handler(nil))
	t.Cleanup(server.Close)
	status, body := post(t, server.URL+"/checkout", `{`)
	check(t, status, body, 400, `{"message":"this is not the payload of an Action: unexpected EOF","code":"bad-request"}`)
}

func TestDatabaseErrorsStayInTheLog(t *testing.T) {
	t.Parallel()
	pool, err := pgxpool.New(t.Context(), "postgres://nobody@127.0.0.1:1/none")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	server := httptest.NewServer(checkout.Handler(pool))
	t.Cleanup(server.Close)
	status, body := post(t, server.URL+"/checkout", `{"input":{"input":{"lines":[{"productId":1,"quantity":1}]}},"session_variables":{"x-hasura-user-id":"1"}}`)
	check(t, status, body, 500, `{"message":"the shop's till is out of order"}`)
}

// serve starts the handlers over a shop of their own.
func serve(t *testing.T) (url string, pool *pgxpool.Pool) {
	t.Helper()
	ctx := t.Context()
	pool, err := pgxpool.New(ctx, pgtest.New(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	err = pool.AcquireFunc(ctx, func(c *pgxpool.Conn) error { return shop.Load(ctx, c.Conn()) })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(checkout.Handler(pool))
	t.Cleanup(server.Close)
	return server.URL, pool
}

func post(t *testing.T, url, payload string) (status int, body string) {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(payload))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	return resp.StatusCode, strings.TrimSpace(string(answer))
}

func check(t *testing.T, status int, body string, wantStatus int, want string) {
	t.Helper()
	if status != wantStatus || body != want {
		t.Errorf("got  %d %s\nwant %d %s", status, body, wantStatus, want)
	}
}

func number(t *testing.T, pool *pgxpool.Pool, query string) int {
	t.Helper()
	return scan[int](t, pool, query)
}

func text(t *testing.T, pool *pgxpool.Pool, query string) string {
	t.Helper()
	return scan[string](t, pool, query)
}

func scan[T any](t *testing.T, pool *pgxpool.Pool, query string) T {
	t.Helper()
	rows, err := pool.Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	v, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[T])
	if err != nil {
		t.Fatal(err)
	}
	return v
}
