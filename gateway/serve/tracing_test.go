package serve_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/telemetry/otlptest"
)

// The tree of a three-source query, as a real OTLP receiver gets it. Siblings are sorted by
// name.
const threeSourcesTree = `/v1/graphql
  Execute query
    Encode reply
    call actions
      POST CHECKOUT/shipping-quotes
    call remote_schema reviews
      POST REVIEWS/graphql
    call remote_schema reviews
      POST REVIEWS/graphql
    call source shop
    call source shop
  Resolve query execution plan
`

func TestTracesOfAThreeSourceQuery(t *testing.T) {
	const trace = "0af7651916cd43dd8448eb211c80319c" // the caller's
	receiver := otlptest.New(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.URL) // the SDK reads the process's own environment
	g := startShop(t, setup{env: map[string]string{"OTEL_EXPORTER_OTLP_ENDPOINT": receiver.URL}})
	answer := g.query(t, map[string]string{"traceparent": "00-" + trace + "-b7ad6b7169203331-01"},
		threeSources, map[string]any{"first": 5})
	if strings.Contains(answer, `"errors"`) {
		t.Fatal(answer)
	}
	if err := g.stop(); err != nil { // sends what is left
		t.Fatal(err)
	}
	spans := receiver.Wait(t, func(spans []otlptest.Span) bool { return len(spans) > 5 })
	spans = slices.DeleteFunc(spans, func(s otlptest.Span) bool { return s.TraceID != trace }) // introspection at start
	for _, s := range spans {
		for key, value := range s.Attributes {
			if strings.Contains(value, "shipped") {
				t.Errorf("span %s: attribute %s shows a value: %s", s.Name, key, value)
			}
		}
		if s.Name == "call source shop" && !strings.Contains(s.Attributes["db.query.text"], `from "public".`) {
			t.Errorf("span %s has no SQL: %v", s.Name, s.Attributes)
		}
	}
	tree := strings.NewReplacer(g.reviews.URL, "REVIEWS", g.checkout.URL, "CHECKOUT").Replace(otlptest.Tree(spans))
	if diff := cmp.Diff(threeSourcesTree, tree); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
