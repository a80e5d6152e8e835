package remote_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/metadata"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// Three servers that lead to each other: items of a shop have reviews and lie at places,
// reviews lead back to items, places to forecasts.
const (
	shopSDL = `
interface Node { id: ID! }
type Item implements Node { id: ID! sku: String name: String price(currency: String = "EUR"): Float origin: Place! related(first: Int): [Item!]! }
type Place { lat: Float! lon: Float! }
type Shelf implements Node { id: ID! level: Int! items: [Item!]! }
union Hit = Item | Shelf
enum Sort { NAME PRICE }
input Range { min: Float max: Float }
input ItemFilter { name: String range: Range ids: [ID!] }
type Query {
  item(id: ID!): Item
  items(first: Int = 3, sort: Sort, filter: ItemFilter): [Item!]!
  search(text: String!): [Hit!]!
  node(id: ID!): Node
}
type Mutation { rename(id: ID!, name: String!): Item }
type Subscription { ticks: Int }
`
	reviewsSDL = `
type Review { stars: Int! text: String itemId: ID }
type Query { reviews(sku: String!, atLeast: Int = 0): [Review!]! count(sku: String!): Int }
`
	meteoSDL = `
input PointIn { lat: Float! lon: Float! }
input FilterIn { source: String minConfidence: Float sources: [String!] }
type Query { spot(at: PointIn!): Spot  now: String }
type Spot { forecast(days: Int, unit: String, filter: FilterIn): [Day!]! air: Air }
type Day { tmax: Int! }
type Air { quality: Int }
`
	shopLinks = `[
{"type_name":"Item","relationships":[
  {"name":"reviews","definition":{"to_remote_schema":{"remote_schema":"reviews","lhs_fields":["sku"],"remote_field":{"reviews":{"arguments":{"sku":"$sku"}}}}}}]},
{"type_name":"Place","relationships":[
  {"name":"forecast","definition":{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":["lat","lon"],
     "remote_field":{"spot":{"arguments":{"at":{"lat":"$lat","lon":"$lon"}},"field":{"forecast":{"arguments":{"unit":"C","filter":{"source":"best","sources":["a"]}}}}}}}}},
  {"name":"air","definition":{"to_remote_schema":{"remote_schema":"meteo","lhs_fields":["lat","lon"],
     "remote_field":{"spot":{"arguments":{"at":{"lat":"$lat","lon":"$lon"}},"field":{"air":{"arguments":{}}}}}}}}]},
{"type_name":"Shelf","relationships":[
  {"name":"reviewed","definition":{"to_remote_schema":{"remote_schema":"reviews","lhs_fields":["id"],"remote_field":{"count":{"arguments":{"sku":"$id"}}}}}}]}]`
	reviewLinks = `[{"type_name":"Review","relationships":[
  {"name":"item","definition":{"remote_schema":"shop","hasura_fields":["itemId"],"remote_field":{"item":{"arguments":{"id":"$itemId"}}}}}]}]`
)

func item(id, sku, name string, lat float64) remotetest.Object {
	var skuValue any = sku
	if sku == "" {
		skuValue = nil
	}
	return remotetest.Object{
		"__typename": "Item", "id": id, "sku": skuValue, "name": name,
		"price":   remotetest.Resolver(func(map[string]any) (any, error) { return len(name), nil }),
		"origin":  remotetest.Object{"lat": lat, "lon": 2},
		"related": remotetest.Resolver(func(map[string]any) (any, error) { return []any{}, nil }),
	}
}

func shopServer(tb testing.TB) *remotetest.Server {
	tb.Helper()
	items := []any{item("1", "A", "Anvil", 1.5), item("2", "B", "Bell", 1.5), item("3", "A", "Anchor", 50), item("4", "", "Unsold", 50)}
	byID := func(args map[string]any) (any, error) {
		for _, i := range items {
			if i.(remotetest.Object)["id"] == fmt.Sprint(args["id"]) {
				return i, nil
			}
		}
		return any(nil), nil
	}
	shelf := remotetest.Object{"__typename": "Shelf", "id": "s1", "level": 2, "items": items[:2]}
	return remotetest.New(tb, shopSDL, remotetest.Object{
		"item": remotetest.Resolver(byID),
		"items": remotetest.Resolver(func(args map[string]any) (any, error) {
			first, err := strconv.Atoi(fmt.Sprint(args["first"]))
			return items[:min(first, len(items))], err
		}),
		"search": remotetest.Resolver(func(map[string]any) (any, error) { return []any{items[0], shelf, items[1]}, nil }),
		"node":   remotetest.Resolver(func(map[string]any) (any, error) { return shelf, nil }),
	}, remotetest.Object{"rename": remotetest.Resolver(func(args map[string]any) (any, error) {
		return item(fmt.Sprint(args["id"]), "A", fmt.Sprint(args["name"]), 1), nil
	})})
}

func reviewsServer(tb testing.TB) *remotetest.Server {
	tb.Helper()
	return remotetest.New(tb, reviewsSDL, remotetest.Object{
		"reviews": remotetest.Resolver(func(args map[string]any) (any, error) {
			if args["sku"] == "A" {
				return []any{remotetest.Object{"stars": 5, "text": "heavy", "itemId": "1"}, remotetest.Object{"stars": 2, "text": nil, "itemId": nil}}, nil
			}
			return []any{remotetest.Object{"stars": 4, "text": "loud", "itemId": "2"}}, nil
		}),
		"count": remotetest.Resolver(func(args map[string]any) (any, error) { return len(fmt.Sprint(args["sku"])), nil }),
	}, nil)
}

func meteoServer(tb testing.TB) *remotetest.Server {
	tb.Helper()
	return remotetest.New(tb, meteoSDL, remotetest.Object{
		"spot": remotetest.Resolver(func(args map[string]any) (any, error) {
			at := args["at"].(map[string]any)
			if fmt.Sprint(at["lat"]) == "50" {
				return remotetest.Object{"forecast": []any{}, "air": nil}, nil
			}
			return remotetest.Object{"forecast": []any{remotetest.Object{"tmax": 21}}, "air": remotetest.Object{"quality": 3}}, nil
		}),
		"now": "sunny",
	}, nil)
}

// world is the three servers behind one schema.
type world struct {
	servers map[string]*remotetest.Server
	sources map[string]*remote.Source
	caches  map[string]*planner.Cache // by role
}

// change alters the options of a source before it is opened.
type change func(opts *remote.Options)

func newWorld(tb testing.TB, changes map[string]change) *world {
	tb.Helper()
	w := &world{
		servers: map[string]*remotetest.Server{"shop": shopServer(tb), "reviews": reviewsServer(tb), "meteo": meteoServer(tb)},
		sources: map[string]*remote.Source{}, caches: map[string]*planner.Cache{},
	}
	links := map[string]string{"shop": shopLinks, "reviews": reviewLinks, "meteo": "[]"}
	for name, server := range w.servers {
		opts := options(name, server.URL)
		if err := json.Unmarshal([]byte(links[name]), &opts.Relationships); err != nil {
			tb.Fatal(err)
		}
		if c := changes[name]; c != nil {
			c(&opts)
		}
		source, err := remote.Open(tb.Context(), opts)
		if err != nil {
			tb.Fatal(err)
		}
		w.sources[name] = source
	}
	return w
}

func options(name, address string) remote.Options {
	return remote.Options{
		Name: name, Definition: metadata.Definition{URL: outgoing.Template(address), TimeoutSeconds: 5},
		Settings: remote.Settings{Env: noEnv, Client: outgoing.NewClient(outgoing.Options{Version: "v2.48.0"})},
	}
}

func noEnv(string) (string, bool) { return "", false }

// cache returns the plans of a role.
func (w *world) cache(tb testing.TB, role string) *planner.Cache {
	tb.Helper()
	if c := w.caches[role]; c != nil {
		return c
	}
	var parts []planner.Part
	for _, name := range []string{"shop", "reviews", "meteo"} {
		part, err := w.sources[name].Part(planner.Role{Name: role})
		if err != nil {
			tb.Fatal(err)
		}
		parts = append(parts, part)
	}
	schema, conflicts := planner.Merge(planner.Role{Name: role}, parts, planner.BindOptions{})
	for _, c := range conflicts {
		tb.Errorf("conflict: %v %s", c.Part, c.Reason)
	}
	w.caches[role] = planner.NewCache(schema, planner.CacheOptions{})
	return w.caches[role]
}

func session(role string, variables ...string) *planner.Session {
	s := &planner.Session{Role: planner.Role{Name: role}, Variables: map[string]string{"x-hasura-role": role}}
	for i := 0; i < len(variables); i += 2 {
		s.Variables[variables[i]] = variables[i+1]
	}
	return s
}

// prepare plans a request.
func (w *world) prepare(tb testing.TB, role, query, variables string) (*planner.Prepared, error) {
	tb.Helper()
	req := &planner.Request{Query: query}
	if strings.TrimSpace(variables) != "" {
		v, err := planner.ParseValue([]byte(variables))
		if err != nil {
			tb.Fatal(err)
		}
		req.Variables = v
	}
	return w.cache(tb, role).Plan(tb.Context(), req)
}

// ask answers a request as admin, with the error in place of a reply.
func (w *world) ask(tb testing.TB, query string) string {
	tb.Helper()
	prepared, err := w.prepare(tb, planner.Admin, query, "")
	if err != nil {
		return err.Error()
	}
	return reply(tb.Context(), prepared, session(planner.Admin), nil)
}

func reply(ctx context.Context, prepared *planner.Prepared, s *planner.Session, header http.Header) string {
	result := prepared.Plan.Run(ctx, []*planner.Params{prepared.Params(s, header, "r1")}, planner.RunOptions{})
	defer result.Release()
	if err := result.Err(0); err != nil {
		return describe(err)
	}
	return string(result.AppendReply(nil, 0))
}

// describe prints an error with everything a client or an admin may see of it.
func describe(err error) string {
	f, ok := err.(*planner.Fault) //nolint:errorlint // results hold faults
	if !ok {
		return err.Error()
	}
	text := fmt.Sprintf("%s %d %s", f.Code, f.Status, f.Message)
	if f.Upstream != nil {
		text += " upstream=" + string(f.Upstream)
	}
	if f.Internal != nil {
		text += " internal=" + string(f.Internal)
	}
	return text
}
