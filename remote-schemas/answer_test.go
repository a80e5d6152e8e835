package remote_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/internal/remotetest"
)

// TestRootAnswers walks the table of contract/remote-schemas-and-joins.md 4.4.
func TestRootAnswers(t *testing.T) {
	const errors = `[{"message":"no", "extensions":{"code":"X"}}]`
	deep := strings.Repeat(`{"a":`, 20000) + "1" + strings.Repeat("}", 20000)
	w := newWorld(t, nil)
	for _, c := range []struct{ body, want string }{
		{`{"data":{"now":"x"}}`, `{"now":"x"}`},
		{`{"errors":null,"data":{"now":null,"more":1}}`, `{"now":null}`},
		{`{"data":{"then":"x"}}`, `remote-schema-error 0 expecting key now`},
		{`{"errors":` + errors + `}`, `remote-schema-error 0 errors from remote schema meteo upstream=` + errors},
		{`{"data":null,"errors":` + errors + `}`, `remote-schema-error 0 errors from remote schema meteo upstream=` + errors},
		{`{"data":{"now":"x"},"errors":` + errors + `}`, `remote-schema-error 0 errors from remote schema meteo upstream=` + errors},
		{`{}`, `remote-schema-error 0 Missing "data" field with no errors in response from remote`},
		{`{"data":null}`, `remote-schema-error 0 Received null "data" field with no errors in response from remote`},
		{`{"data":{"now":"x"},"errors":[]}`, `remote-schema-error 0 Empty "errors" field in response from remote`},
		{`{"data":null,"errors":{}}`, `remote-schema-error 0 Invalid "errors" field in response from remote`},
		{`{"data":[1]}`, `remote-schema-error 0 expected an object at offset 0`},
		{`<html>`, `remote-schema-error 0 invalid character '<' looking for a value at offset 0`},
		{`[]`, `remote-schema-error 0 expected an object at offset 0`},
		{``, `remote-schema-error 0 unexpected end of JSON at offset 0`},
		{`{"data":{"now":"x"}`, `remote-schema-error 0 unexpected end of JSON at offset 19`},
		{`{"data":` + deep + `}`, `remote-schema-error 0 JSON is nested too deeply at offset 50003`},
	} {
		w.servers["meteo"].Override(remotetest.Body(c.body))
		if got := w.ask(t, `{ now }`); got != c.want {
			t.Errorf("%.80s\n got %s\nwant %s", c.body, got, c.want)
		}
	}
}

func TestStatusOfTheAnswerIsIgnored(t *testing.T) {
	w := newWorld(t, nil)
	w.servers["meteo"].Override(func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(http.StatusInternalServerError)
		_, _ = rw.Write([]byte(`{"data":{"now":1}}`))
	})
	if got := w.ask(t, `{ now }`); got != `{"now":1}` {
		t.Error(got)
	}
}

func TestDataCanBePrioritized(t *testing.T) {
	w := newWorld(t, map[string]change{"meteo": func(o *remote.Options) { o.PrioritizeData = true }})
	w.servers["meteo"].Override(remotetest.Body(`{"data":{"now":1},"errors":[{"message":"partly"}]}`))
	if got := w.ask(t, `{ now }`); got != `{"now":1}` {
		t.Error(got)
	}
	w.servers["meteo"].Override(remotetest.Body(`{"data":null,"errors":[{"message":"wholly"}]}`))
	if got := w.ask(t, `{ now }`); !strings.Contains(got, "wholly") {
		t.Error(got)
	}
	// The setting does not apply to joins.
	w.servers["meteo"].Override(remotetest.Body(`{"data":{"f0":{"air":{"quality":1}}},"errors":[{"message":"partly"}]}`))
	if got := w.ask(t, `{ item(id: "1") { origin { air { quality } } } }`); !strings.Contains(got, "Errors from remote server") {
		t.Error(got)
	}
}

// TestJoinAnswers walks the table of contract/remote-schemas-and-joins.md 7.5.
func TestJoinAnswers(t *testing.T) {
	w := newWorld(t, nil)
	for _, c := range []struct{ body, want string }{
		{`{"data":{"f0":{"air":{"quality":1}}}}`, `{"item":{"origin":{"air":{"quality":1}}}}`},
		{`{"data":{"f0":{"air":null}}}`, `{"item":{"origin":{"air":null}}}`},
		{`{"data":{"f0":{"air":{}}},"errors":[{"message":"no"}]}`, `unexpected 400 Errors from remote server internal={"errors":[{"message":"no"}]}`},
		{`{"errors":[]}`, `unexpected 400 Errors from remote server internal={"errors":[]}`},
		{`oops`, `unexpected 0 Remote server response is not valid JSON: invalid character 'o' looking for a value at offset 0`},
		{`{"data":null}`, `unexpected 0 "data" field not found in remote response`},
		{`{}`, `unexpected 0 "data" field not found in remote response`},
		{`{"data":{}}`, `unexpected 0 failed to lookup key 'f0' in response`},
		{`{"data":{"f1":1,"fx":1,"f":1}}`, `unexpected 0 failed to lookup key 'f0' in response`},
		{`{"data":{"f0":{"sea":1}}}`, `unexpected 0 failed to lookup key 'air' in response`},
		{`{"data":{"f0":null}}`, `unexpected 0 unexpected non-object json value found while path not empty: air`},
		{`{"data":{"f0":[]}}`, `unexpected 0 unexpected non-object json value found while path not empty: air`},
	} {
		w.servers["meteo"].Override(remotetest.Body(c.body))
		if got := w.ask(t, `{ item(id: "1") { origin { air { quality } } } }`); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.body, got, c.want)
		}
	}
}

func TestAnswersAreMatchedByOrdinalNotByOrder(t *testing.T) {
	w := newWorld(t, nil)
	w.servers["reviews"].Override(remotetest.Body(`{"data":{"f1":[{"stars":1}],"f0":[{"stars":0}]}}`))
	got := w.ask(t, `{ items(first: 3) { reviews { stars } } }`)
	if want := `{"items":[{"reviews":[{"stars":0}]},{"reviews":[{"stars":1}]},{"reviews":[{"stars":0}]}]}`; got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestCookiesOfRootsReachTheClientAndThoseOfJoinsDoNot(t *testing.T) {
	w := newWorld(t, nil)
	set := func(name, body string) {
		w.servers[name].Override(func(rw http.ResponseWriter, _ *http.Request) {
			rw.Header().Add("Set-Cookie", name+"=1")
			rw.Header().Add("Set-Cookie", name+"=2; HttpOnly")
			_, _ = rw.Write([]byte(body))
		})
	}
	set("shop", `{"data":{"item":{"reviews":"Item","sku_join_column":"A"}}}`)
	set("reviews", `{"data":{"f0":[]}}`)
	prepared, err := w.prepare(t, planner.Admin, `{ item(id: "1") { reviews { stars } } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	result := prepared.Plan.Run(t.Context(), []*planner.Params{prepared.Params(session(planner.Admin), nil, "")}, planner.RunOptions{})
	if diff := cmp.Diff([]string{"shop=1", "shop=2; HttpOnly"}, result.Cookies()); diff != "" {
		t.Error(diff)
	}
}
