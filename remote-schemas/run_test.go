package remote_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/planner"
	remote "github.com/weftql/weft/remote-schemas"
	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/metadata"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

func TestHeadersComeInTheContractsPriority(t *testing.T) {
	key, agent := outgoing.Template("{{KEY}}"), outgoing.Template("mine")
	configure := func(forward bool) change {
		return func(o *remote.Options) {
			o.Env = func(name string) (string, bool) { return "resolved", name == "KEY" }
			o.Definition.ForwardHeaders = forward
			o.Definition.Headers = []outgoing.Header{
				{Name: "x-key", Value: &key}, {Name: "User-Agent", Value: &agent}, {Name: "Authorization", ValueFromEnv: "KEY"},
			}
		}
	}
	client := http.Header{
		"Authorization": {"Bearer client"}, "X-Key": {"client"}, "Cookie": {"c=1"}, "X-Hasura-User-Id": {"forged"},
		"X-Hasura-Admin-Secret": {"secret"}, "Origin": {"https://app"}, "Accept-Language": {"de"},
	}
	for _, forward := range []bool{false, true} {
		w := newWorld(t, map[string]change{"meteo": configure(forward)})
		prepared, err := w.prepare(t, planner.Admin, `{ now }`, "")
		if err != nil {
			t.Fatal(err)
		}
		reply(t.Context(), prepared, session(planner.Admin, "x-hasura-user-id", "7"), client)
		got := w.servers["meteo"].Requests()[0].Header
		want := map[string]string{
			"X-Key": "resolved", "Authorization": "resolved", "User-Agent": "hasura-graphql-engine/v2.48.0",
			"Content-Type": "application/json", "X-Hasura-Role": "admin", "X-Hasura-User-Id": "7", "X-Hasura-Admin-Secret": "",
			"X-Request-Id": "r1", "Accept-Language": "", "Cookie": "", "X-Forwarded-Origin": "",
		}
		if forward {
			want["Cookie"], want["X-Forwarded-Origin"] = "c=1", "https://app"
		}
		for name, value := range want {
			if got.Get(name) != value {
				t.Errorf("forward %v: %s is %q, want %q", forward, name, got.Get(name), value)
			}
		}
	}
}

// TestSessionsNeverShareARequest runs one plan for several users: rows that need the same
// key are still asked for once per user, because the server may answer each differently.
func TestSessionsNeverShareARequest(t *testing.T) {
	w := newWorld(t, nil)
	w.servers["reviews"].Override(func(rw http.ResponseWriter, r *http.Request) {
		_, _ = fmt.Fprintf(rw, `{"data":{"f0":[{"text":%q}]}}`, r.Header.Get("X-Hasura-User-Id"))
	})
	prepared, err := w.prepare(t, planner.Admin, `{ item(id: "1") { reviews { text } } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	var params []*planner.Params
	for _, user := range []string{"1", "2", "1", "3"} {
		params = append(params, prepared.Params(session("user", "x-hasura-user-id", user), nil, ""))
	}
	result := prepared.Plan.Run(t.Context(), params, planner.RunOptions{})
	for row, user := range []string{"1", "2", "1", "3"} {
		if result.Err(row) != nil {
			t.Fatal(result.Err(row))
		}
		want := fmt.Sprintf(`{"item":{"reviews":[{"text":%q}]}}`, user)
		if got := string(result.AppendReply(nil, row)); got != want {
			t.Errorf("user %s got %s", user, got)
		}
	}
	for name, n := range map[string]int{"shop": 3, "reviews": 3} {
		if got := len(w.servers[name].Requests()); got != n {
			t.Errorf("%s got %d requests, want %d: one for each of three users", name, got, n)
		}
	}
}

// TestForwardedHeadersKeepRequestsApart: where client headers travel on, the same user with
// another header is somebody else.
func TestForwardedHeadersKeepRequestsApart(t *testing.T) {
	for _, forward := range []bool{false, true} {
		w := newWorld(t, map[string]change{"meteo": func(o *remote.Options) { o.Definition.ForwardHeaders = forward }})
		prepared, err := w.prepare(t, planner.Admin, `{ now }`, "")
		if err != nil {
			t.Fatal(err)
		}
		s := session("user", "x-hasura-user-id", "1")
		prepared.Plan.Run(t.Context(), []*planner.Params{
			prepared.Params(s, http.Header{"Authorization": {"a"}}, ""), prepared.Params(s, http.Header{"Authorization": {"b"}}, ""),
		}, planner.RunOptions{})
		want := 1
		if forward {
			want = 2
		}
		if got := len(w.servers["meteo"].Requests()); got != want {
			t.Errorf("forward %v: %d requests, want %d", forward, got, want)
		}
	}
}

func TestOneRequestPerHopHoweverManyKeys(t *testing.T) {
	const rows = 5000
	w := newWorld(t, nil)
	var items, answers strings.Builder
	for i := range rows {
		fmt.Fprintf(&items, `,{"sku_join_column":"s%d","reviews":"Item"}`, i)
		fmt.Fprintf(&answers, `,"f%d":[{"stars":%d}]`, i, i)
	}
	w.servers["shop"].Override(remotetest.Body(`{"data":{"items":[` + items.String()[1:] + `]}}`))
	w.servers["reviews"].Override(remotetest.Body(`{"data":{` + answers.String()[1:] + `}}`))
	got := w.ask(t, `{ items { reviews { stars } } }`)
	if n := len(w.servers["reviews"].Requests()); n != 1 {
		t.Errorf("%d requests for %d keys", n, rows)
	}
	if !strings.HasPrefix(got, `{"items":[{"reviews":[{"stars":0}]},{"reviews":[{"stars":1}]}`) || !strings.HasSuffix(got, `{"reviews":[{"stars":4999}]}]}`) {
		t.Errorf("got %.100s", got)
	}
}

func TestConfiguredMaximumSplitsRequests(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": func(o *remote.Options) { o.MaxKeys = 1 }})
	got := w.ask(t, `{ items(first: 2) { reviews { item { name } } } }`)
	if want := `{"items":[{"reviews":[{"item":{"name":"Anvil"}},{"item":null}]},{"reviews":[{"item":{"name":"Bell"}}]}]}`; got != want {
		t.Error(cmp.Diff(want, got))
	}
	var keys []string
	for _, r := range w.servers["shop"].Requests()[1:] {
		keys = append(keys, fmt.Sprint(r.Variables))
	}
	slices.Sort(keys)
	if diff := cmp.Diff([]string{"map[k0_0:1]", "map[k0_0:2]"}, keys); diff != "" {
		t.Error(diff)
	}
}

func TestNullArgumentsCanBeSkipped(t *testing.T) {
	w := newWorld(t, map[string]change{"shop": func(o *remote.Options) { o.SkipNulls = true }})
	got := w.ask(t, `query { items(sort: null, first: 1, filter: {name: null, ids: ["1", "2"], range: {min: null}}) { name } }`)
	if got != `{"items":[{"name":"Anvil"}]}` {
		t.Error(got)
	}
	if got := fmt.Sprint(w.servers["shop"].Requests()[0].Variables); got != "map[v0:map[ids:[1 2] range:map[]] v1:1]" {
		t.Errorf("variables: %s", got)
	}
}

func TestDeadServerShowsItsTemplateOnly(t *testing.T) {
	w := newWorld(t, map[string]change{"meteo": func(o *remote.Options) {
		address := string(o.Definition.URL) + "?token=secret"
		o.Env = func(string) (string, bool) { return address, true }
		o.Definition.URL = "{{METEO}}"
	}})
	w.servers["meteo"].Override(func(rw http.ResponseWriter, _ *http.Request) {
		conn, _, err := rw.(http.Hijacker).Hijack()
		if err == nil {
			_ = conn.Close()
		}
	})
	for _, query := range []string{`{ now }`, `{ item(id: "1") { origin { air { quality } } } }`} {
		got := w.ask(t, query)
		if !strings.HasPrefix(got, `remote-schema-error 0 HTTP exception occurred while sending the request to {{METEO}} internal={"type":"http_exception"`) ||
			strings.Contains(got, "secret") {
			t.Errorf("%s: got %s", query, got)
		}
	}
	w.servers["meteo"].Override(nil)
	if got := w.ask(t, `{ now }`); got != `{"now":"sunny"}` {
		t.Errorf("when it is back: %s", got)
	}
}

func TestSlowServerTimesOutAndCancellationIsSoon(t *testing.T) {
	gone := make(chan struct{}, 4)
	slow := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done(); gone <- struct{}{} }
	w := newWorld(t, map[string]change{"meteo": func(o *remote.Options) { o.Definition.TimeoutSeconds = 1 }})
	w.servers["meteo"].Override(slow)
	w.servers["shop"].Override(slow)

	prepared, err := w.prepare(t, planner.Admin, `{ now }`, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := reply(t.Context(), prepared, session(planner.Admin), nil); !strings.Contains(got, "Response timeout") {
		t.Errorf("timeout: %s", got)
	}
	<-gone

	prepared, err = w.prepare(t, planner.Admin, `{ items { name } }`, "")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	start := time.Now()
	reply(ctx, prepared, session(planner.Admin), nil)
	if took := time.Since(start); took > time.Second {
		t.Errorf("it took %v to notice the cancellation", took)
	}
	<-gone // the server noticed too
}

func TestHugeAnswerIsRefused(t *testing.T) {
	w := newWorld(t, map[string]change{"meteo": func(o *remote.Options) {
		o.Client = outgoing.NewClient(outgoing.Options{MaxBody: 20000})
	}})
	w.servers["meteo"].Override(remotetest.Body(`{"data":{"now":"` + strings.Repeat("x", 20000) + `"}}`))
	if got := w.ask(t, `{ now }`); !strings.Contains(got, "larger than 20000 bytes") {
		t.Errorf("got %.200s", got)
	}
}

func TestUnreachableServerCannotBeOpened(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	for _, c := range []struct {
		definition metadata.Definition
		want       string
	}{
		{metadata.Definition{URL: outgoing.Template(server.URL)}, "HTTP exception occurred while sending the request to " + server.URL},
		{metadata.Definition{URLFromEnv: "GONE"}, "environment variable 'GONE' not set"},
		{metadata.Definition{URL: "{{GONE}}"}, "Value for environment variables not found: GONE"},
		{metadata.Definition{URL: "shop"}, "not a valid URI generated from the template: shop"},
	} {
		opts := options("x", "")
		opts.Definition = c.definition
		var fault *planner.Fault
		if _, err := remote.Open(t.Context(), opts); !errors.As(err, &fault) || fault.Message != c.want {
			t.Errorf("%+v: got %v, want %s", c.definition, err, c.want)
		}
	}
}
