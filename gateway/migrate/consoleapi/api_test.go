package consoleapi_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/consoleapi"
	"github.com/weftql/weft/gateway/migrate/history"
)

// told is a project that notes what it is asked, and fails with err.
type told struct {
	asked string
	err   error
}

func (p *told) note(what string, args ...any) error {
	p.asked = strings.TrimSpace(what + " " + fmt.Sprint(args...))
	return p.err
}

func (p *told) Versions(_ context.Context, database string) ([]consoleapi.Version, error) {
	return []consoleapi.Version{{Version: 1, Folder: true, Database: true}, {Version: 2, Folder: true}}, p.note("versions", database)
}

func (p *told) Migrate(_ context.Context, c *consoleapi.Change) (string, error) {
	return "7_" + c.Name, p.note("migrate", len(c.Up), " up ", len(c.Down), " down ", c.Database, " ", c.SkipExecution)
}

func (p *told) Squash(_ context.Context, database, name string, from uint64) (uint64, []uint64, error) {
	return 9, []uint64{1, 2}, p.note("squash", database, " ", name, " ", from)
}

func (p *told) Delete(_ context.Context, database string, versions []uint64) error {
	return p.note("delete", database, " ", versions)
}

func (p *told) Mode(context.Context) (string, error)         { return "true", p.note("mode") }
func (p *told) SetMode(_ context.Context, mode string) error { return p.note("set mode", mode) }
func (p *told) Export(_ context.Context, write bool) error   { return p.note("export", write) }
func (p *told) Run(_ context.Context, d string, c []consoleapi.Call) error {
	return p.note("run", d, " ", c[0].Type)
}

func ask(p consoleapi.Project, method, path, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	r.Host = "localhost:9693"
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	consoleapi.Handler(p, consoleapi.Site{Address: "localhost", Port: "9695"}).ServeHTTP(w, r)
	return w
}

func TestRequestsAndAnswers(t *testing.T) {
	for _, tt := range []struct{ request, body, asked, answer string }{
		{"GET /apis/migrate?datasource=d", "", "versions d", `200 {"migrations":[1,2],"status":{"1":{"database_status":true,"source_status":true},"2":{"database_status":false,"source_status":true}}}`},
		{"POST /apis/migrate", `{"name":"n","up":[{"type":"run_sql","args":{}}],"down":[],"datasource":"d","skip_execution":true}`, "migrate 1 up 0 down d true", `200 {"name":"7_n"}`},
		{"POST /apis/migrate", `[`, "", `500 {"code":"request_parse_error","message":"the request is not understood: unexpected end of JSON input"}`},
		{"GET /apis/migrate/settings", "", "mode", `200 {"migration_mode":"true"}`},
		{"PUT /apis/migrate/settings", `{"name":"migration_mode","value":"false"}`, "set mode false", `200 {"message":"Successfully set"}`},
		{"PUT /apis/migrate/settings", `{"name":"other","value":"false"}`, "", `500 {"code":"request_parse_error","message":"the request is not understood: migration_mode can be set, to true or false"}`},
		{"POST /apis/migrate/squash/create", `{"from":1,"datasource":"d"}`, "squash d default_squash 1", `200 {"squashed_migrations":[1,2],"version":9}`},
		{"POST /apis/migrate/squash/delete", `{"migrations":[1,2],"datasource":"d"}`, "delete d [1 2]", `200 {"message":"Migrations deleted"}`},
		{"GET /apis/metadata", "", "export false", `200 {"metadata":"Success"}`},
		{"GET /apis/metadata?export=true", "", "export true", `200 {"metadata":"Success"}`},
		{"POST /apis/metadata", `{"up":[{"type":"pg_track_table","args":{}}],"datasource":"d"}`, "run d pg_track_table", `200 {"message":"Success"}`},
		{"PUT /apis/migrate", "", "", "405 Method Not Allowed"},
		{"GET /apis/else", "", "", "404 404 page not found"},
	} {
		p := &told{}
		method, path, _ := strings.Cut(tt.request, " ")
		w := ask(p, method, path, tt.body)
		if diff := cmp.Diff([]string{tt.asked, tt.answer}, []string{p.asked, fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String()))}); diff != "" {
			t.Errorf("%s %s (-want +got)\n%s", tt.request, tt.body, diff)
		}
	}
}

func TestWhatFailsHasACode(t *testing.T) {
	for want, err := range map[string]error{
		`400 {"code":"data_api_error","message":"x: no (bad)"}`:                                fmt.Errorf("x: %w", &client.Error{Message: "no", Code: "bad"}),
		`400 {"code":"migration_mode_disabled","message":"Migration mode is disabled"}`:        history.ErrDisabled,
		`400 {"code":"migration_mode_enabled","message":"Migration mode is enabled"}`:          consoleapi.ErrRecorded,
		`500 {"code":"request_parse_error","message":"the request is not understood: really"}`: fmt.Errorf("%w: really", consoleapi.ErrRequest),
		`500 {"code":"internal_error","message":"else"}`:                                       errors.New("else"),
	} {
		w := ask(&told{err: err}, http.MethodGet, "/apis/metadata", "")
		if got := fmt.Sprint(w.Code, " ", strings.TrimSpace(w.Body.String())); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// The API acts as admin: pages that are not the console's cannot use it, also when their name
// resolves to this machine.
func TestPagesOfOtherSitesAreKeptOut(t *testing.T) {
	const page = "http://localhost:9695"
	for _, tt := range []struct {
		name, host, origin string
		want               int
	}{
		{"no page", "localhost:9693", "", 200},
		{"the console", "localhost:9693", page, 200},
		{"the console, by address", "127.0.0.1:9693", "http://127.0.0.1:9695", 200},
		{"the console, by IPv6 address", "[::1]:9693", "http://[::1]:9695", 200},
		{"another port", "localhost:9693", "http://localhost:3000", 403},
		{"another site", "localhost:9693", "https://evil.example", 403},
		{"another site's port", "localhost:9693", "http://evil.example:9695", 403},
		{"a sandboxed page", "localhost:9693", "null", 403},
		{"a rebound name", "evil.example:9693", "", 403},
		{"a rebound name's page", "evil.example:9693", "http://evil.example:9695", 403},
	} {
		headers := []string{"Host", tt.host}
		if tt.origin != "" {
			headers = append(headers, "Origin", tt.origin)
		}
		p := &told{}
		w := ask(p, http.MethodGet, "/apis/migrate/settings", "", headers...)
		if w.Code != tt.want || (p.asked != "") != (tt.want == 200) {
			t.Errorf("%s: got %d %s", tt.name, w.Code, w.Body)
		}
	}
	w := ask(&told{}, http.MethodOptions, "/apis/migrate", "", "Origin", page, "Access-Control-Request-Headers", "content-type")
	if w.Code != http.StatusNoContent || w.Header().Get("Access-Control-Allow-Origin") != page || w.Header().Get("Access-Control-Allow-Headers") != "content-type" {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
}
