package frontservices_test

import (
	"net/http"
	"os"
	"sync/atomic"
	"testing"

	"github.com/weftql/weft/examples/internal/gatewaytest"
	"github.com/weftql/weft/examples/remote-schema/warehouse"
	"github.com/weftql/weft/examples/shop/reviews"
)

// From one server to the other and back, one request upstream per hop.
func TestServersAreJoinedBothWays(t *testing.T) {
	t.Parallel()
	var toReviews, toWarehouse counter
	url := gatewaytest.Start(t, os.DirFS("metadata"), map[string]string{
		"REVIEWS_URL":   gatewaytest.Serve(t, toReviews.count(reviews.Handler())),
		"WAREHOUSE_URL": gatewaytest.Serve(t, toWarehouse.count(warehouse.Handler())),
	})
	toReviews.Store(0) // the schema was asked for
	toWarehouse.Store(0)

	got := string(gatewaytest.Ask(t, url, `{
		reviews { reviewsByCustomer(customerId: 878, limit: 2) { stars shelf { hall countedAt rating { count } } } } }`))
	want := `{"data":{"reviews":{"reviewsByCustomer":[` +
		`{"stars":5,"shelf":{"hall":"SOUTH","countedAt":"2026-01-27T07:00:00Z","rating":{"count":5}}},` +
		`{"stars":5,"shelf":{"hall":"SOUTH","countedAt":"2026-01-13T07:00:00Z","rating":{"count":3}}}]}}}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if toReviews.Load() != 2 || toWarehouse.Load() != 1 {
		t.Errorf("%d requests to reviews and %d to the warehouse, want 2 and 1", toReviews.Load(), toWarehouse.Load())
	}
}

// counter counts requests.
type counter struct{ atomic.Int64 }

func (c *counter) count(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.Add(1)
		h.ServeHTTP(w, r)
	})
}
