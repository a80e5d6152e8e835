package reviews_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/weftql/weft/examples/shop/reviews"
)

func TestBatchedLookupsAnswerEachAlias(t *testing.T) {
	t.Parallel()
	got := post(t, serve(t), `query($a: ID!, $b: ID!) {
		f0: reviewsByProduct(productId: $a, limit: 1) { id productId customerId stars text writtenAt }
		f1: reviewsByProduct(productId: $b, limit: 1) { id productId }
		f2: productRating(productId: $a) { count average }
		f3: productRating(productId: "none") { count average }
	}`, `{"a":12,"b":"7"}`)
	check(t, got, `{"data":{`+
		`"f0":[{"id":"12-1","productId":"12","customerId":"878","stars":5,`+
		`"text":"My whole family wants one now.","writtenAt":"2025-09-17T17:15:00Z"}],`+
		`"f1":[{"id":"7-2","productId":"7"}],`+
		`"f2":{"count":3,"average":4.666666666666667},`+
		`"f3":{"count":0,"average":null}}}`)
}

func TestReviewsComeNewestFirst(t *testing.T) {
	t.Parallel()
	url := serve(t)
	post(t, url, `mutation { addReview(review: {productId: 7, customerId: 20, stars: 4, text: "New here."}) { id } }`, `{}`)
	got := post(t, url, `{ reviewsByProduct(productId: 7, limit: 1) { id stars text }
		reviewsByCustomer(customerId: 20, limit: 1) { id } review(id: "new-1") { customerId } }`, `{}`)
	check(t, got, `{"data":{"reviewsByProduct":[{"id":"new-1","stars":4,"text":"New here."}],`+
		`"reviewsByCustomer":[{"id":"new-1"}],"review":{"customerId":"20"}}}`)
}

func TestServersDoNotShareAddedReviews(t *testing.T) {
	t.Parallel()
	post(t, serve(t), `mutation { addReview(review: {productId: 7, customerId: 20, stars: 4, text: "Mine."}) { id } }`, `{}`)
	check(t, post(t, serve(t), `{ review(id: "new-1") { id } }`, `{}`), `{"data":{"review":null}}`)
}

func TestBadReviewsAreRefused(t *testing.T) {
	t.Parallel()
	url := serve(t)
	for _, c := range []struct{ name, review, want string }{
		{"no star", `{productId: 7, customerId: 20, stars: 0, text: "x"}`, "stars must be from 1 to 5, not 0"},
		{"six stars", `{productId: 7, customerId: 20, stars: 6, text: "x"}`, "stars must be from 1 to 5, not 6"},
		{"no text", `{productId: 7, customerId: 20, stars: 5, text: ""}`, "text must have from 1 to 2000 characters, not 0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := post(t, url, `mutation { addReview(review: `+c.review+`) { id } }`, `{}`)
			check(t, got, `{"errors":[{"message":"`+c.want+`","path":["addReview"]}],"data":null}`)
		})
	}
}

func TestNegativeLimitIsRefused(t *testing.T) {
	t.Parallel()
	got := post(t, serve(t), `{ reviewsByProduct(productId: 7, limit: -1) { id } }`, `{}`)
	check(t, got, `{"errors":[{"message":"limit must not be negative","path":["reviewsByProduct"]}],"data":null}`)
}

func serve(t *testing.T) (url string) {
	t.Helper()
	server := httptest.NewServer(reviews.Handler())
	t.Cleanup(server.Close)
	return server.URL
}

func post(t *testing.T, url, query, variables string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": query, "variables": json.RawMessage(variables)})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(url, "application/json", strings.NewReader(string(body)))
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

func check(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
