package warehouse_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/weftql/weft/examples/remote-schema/warehouse"
)

func TestWarehouseAnswers(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(warehouse.Handler())
	t.Cleanup(server.Close)
	for _, c := range []struct{ name, query, want string }{
		{"one product", `{ shelf(productId: 25) { productId hall rack lastCounted } }`,
			`{"data":{"shelf":{"productId":"25","hall":"NORTH","rack":3,"lastCounted":"2026-01-14T07:00:00Z"}}}`},
		{"several in one request", `{ f0: shelf(productId: 1) { rack } f1: shelf(productId: 300) { rack } f2: shelf(productId: 301) { rack } }`,
			`{"data":{"f0":{"rack":1},"f1":{"rack":30},"f2":null}}`},
		{"a hall", `{ shelves(hall: SOUTH) { rack } }`, `{"data":{"shelves":[` + strings.Join(southRacks(), ",") + `]}}`},
		{"no number", `{ shelf(productId: \"x\") { rack } }`, `{"data":{"shelf":null}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := post(t, server.URL, c.query); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

// southRacks are the racks of products in the south: every second one, ten products each.
func southRacks() []string {
	var list []string
	for rack := 2; rack <= 30; rack += 2 {
		for range 10 {
			list = append(list, fmt.Sprintf(`{"rack":%d}`, rack))
		}
	}
	return list
}

func post(t *testing.T, url, query string) string {
	t.Helper()
	resp, err := http.Post(url, "application/json", strings.NewReader(`{"query":"`+query+`"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(answer)
}
