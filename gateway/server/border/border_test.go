package border_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

func TestBodiesOfEachStyle(t *testing.T) {
	plain := &planner.Fault{Code: "validation-failed", Message: `no "x"`, Path: "$.selectionSet.x", Internal: json.RawMessage(`{"a":1}`)}
	progress := &planner.Progress{Done: []string{"a"}, Failed: []string{"b"}, NotDone: []string{"ns.c"}}
	for name, c := range map[string]struct {
		fault    *planner.Fault
		style    border.Style
		internal bool
		want     string
	}{
		"GraphQL":            {plain, border.GraphQL, false, `{"errors":[{"message":"no \"x\"","extensions":{"path":"$.selectionSet.x","code":"validation-failed"}}]}`},
		"GraphQL, internal":  {plain, border.GraphQL, true, `{"errors":[{"message":"no \"x\"","extensions":{"path":"$.selectionSet.x","code":"validation-failed","internal":{"a":1}}}]}`},
		"flat":               {plain, border.Flat, false, `{"path":"$.selectionSet.x","error":"no \"x\"","code":"validation-failed"}`},
		"flat, internal":     {plain, border.Flat, true, `{"path":"$.selectionSet.x","error":"no \"x\"","code":"validation-failed","internal":{"a":1}}`},
		"no path is the top": {border.NotFound(), border.Flat, true, `{"path":"$","error":"resource does not exist","code":"not-found"}`},
		"an action's extensions": {&planner.Fault{Code: "unexpected", Message: "no", Extensions: json.RawMessage(`{"code":"E1"}`), Internal: json.RawMessage(`1`)},
			border.GraphQL, true, `{"errors":[{"message":"no","extensions":{"code":"E1"}}]}`},
		"a remote's errors":       {&planner.Fault{Upstream: json.RawMessage(`[{"message":"far"}]`)}, border.GraphQL, true, `{"data":null,"errors":[{"message":"far"}]}`},
		"a remote's errors, flat": {&planner.Fault{Upstream: json.RawMessage(`[{"message":"far"}]`)}, border.Flat, true, `[{"message":"far"}]`},
		"internal that is no JSON": {&planner.Fault{Code: "c", Message: "m", Internal: json.RawMessage(`a"b`)}, border.Flat, true,
			`{"path":"$","error":"m","code":"c","internal":"a\"b"}`},
		"how far a mutation came": {&planner.Fault{Code: "c", Message: "m", Internal: json.RawMessage(`1`), Progress: progress}, border.GraphQL, true,
			`{"errors":[{"message":"m","extensions":{"path":"$","code":"c","mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]},"internal":1}}]}`},
		"how far a mutation came, flat": {&planner.Fault{Code: "c", Message: "m", Progress: progress}, border.Flat, false,
			`{"path":"$","error":"m","code":"c","mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]}}`},
		"how far a mutation came, action": {&planner.Fault{Message: "m", Extensions: json.RawMessage(`{"code":"E1"}`), Progress: progress}, border.GraphQL, false,
			`{"errors":[{"message":"m","extensions":{"code":"E1","mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]}}}]}`},
		"how far a mutation came, action with nothing": {&planner.Fault{Message: "m", Extensions: json.RawMessage(`{ }`), Progress: progress}, border.GraphQL, false,
			`{"errors":[{"message":"m","extensions":{"mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]}}}]}`},
		"an action's own member stays": {&planner.Fault{Message: "m", Extensions: json.RawMessage(`{"mutation":1}`), Progress: progress}, border.GraphQL, false,
			`{"errors":[{"message":"m","extensions":{"mutation":1}}]}`},
		"how far a mutation came, remote": {&planner.Fault{Upstream: json.RawMessage(`[{"message":"far","extensions":{"n":1.50}},{"message":"more"}]`), Progress: progress}, border.GraphQL, false,
			`{"data":null,"errors":[{"message":"far","extensions":{"n":1.50,"mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]}}},{"message":"more"}]}`},
		"how far a mutation came, remote without extensions": {&planner.Fault{Upstream: json.RawMessage(`[{"message":"far"}]`), Progress: progress}, border.GraphQL, false,
			`{"data":null,"errors":[{"message":"far","extensions":{"mutation":{"done":["a"],"failed":["b"],"not_done":["ns.c"]}}}]}`},
		"a remote's errors that are none": {&planner.Fault{Upstream: json.RawMessage(`["far"]`), Progress: progress}, border.GraphQL, false, `{"data":null,"errors":["far"]}`},
		"nobody knows": {&planner.Fault{Code: "c", Message: "m", Progress: &planner.Progress{Unknown: []string{"a", "b"}}}, border.GraphQL, false,
			`{"errors":[{"message":"m","extensions":{"path":"$","code":"c","mutation":{"unknown":["a","b"]}}}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			got := string(border.AppendBody(nil, c.fault, c.style, c.internal))
			if got != c.want || !json.Valid([]byte(got)) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestStatusFollowsCodeUnlessGiven(t *testing.T) {
	for _, c := range []struct {
		fault *planner.Fault
		want  int
	}{
		{&planner.Fault{Code: "validation-failed"}, 400},
		{&planner.Fault{Code: "not-found"}, 400},
		{&planner.Fault{Code: "constraint-violation"}, 400},
		{&planner.Fault{Code: "unexpected"}, 500},
		{&planner.Fault{Code: "postgres-error"}, 500},
		{&planner.Fault{Code: "postgres-max-connections-error"}, 500},
		{&planner.Fault{Code: "access-denied"}, 400},
		{&planner.Fault{Code: "access-denied", Status: 401}, 401},
		{&planner.Fault{Code: "conflict"}, 409},
		{&planner.Fault{Code: "method-not-allowed"}, 405},
		{border.NotFound(), 404},
		{&planner.Fault{Code: "unexpected", Upstream: json.RawMessage(`[]`)}, 200},
	} {
		if got := border.Status(c.fault); got != c.want {
			t.Errorf("%v: %d, want %d", c.fault, got, c.want)
		}
	}
}

func TestOnlyFaultsReachClientsVerbatim(t *testing.T) {
	fault := &planner.Fault{Code: "c", Message: "m"}
	if got := border.Of(fmt.Errorf("source shop: %w", fault)); got != fault {
		t.Errorf("a wrapped fault became %v", got)
	}
	hidden := errors.New("dial tcp 10.0.0.1: refused")
	got := border.Of(hidden)
	if got.Message != "Internal Server Error" || got.Code != "unexpected" || !errors.Is(got, hidden) {
		t.Errorf("got %v", got)
	}
	if border.Of(nil) != nil {
		t.Error("no error became a fault")
	}
}
