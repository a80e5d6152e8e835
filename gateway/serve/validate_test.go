package serve_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// judge is a webhook of validate_input. It remembers what it was asked.
type judge struct {
	mu      sync.Mutex
	asked   []string // path and body
	headers []http.Header
	answer  func(w http.ResponseWriter, r *http.Request)
}

func (j *judge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	j.mu.Lock()
	j.asked, j.headers = append(j.asked, r.URL.Path+" "+string(body)), append(j.headers, r.Header)
	answer := j.answer
	j.mu.Unlock()
	if answer != nil {
		answer(w, r)
	}
}

// expect sets how the next questions are answered and forgets the last ones.
func (j *judge) expect(answer func(w http.ResponseWriter, r *http.Request)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.asked, j.headers, j.answer = nil, nil, answer
}

func (j *judge) questions() ([]string, []http.Header) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.asked, j.headers
}

func startValidated(t *testing.T) (*topic, *judge) {
	t.Helper()
	j := &judge{}
	hook := startService(t, j)
	return startTopicIn(t, "testdata/validated.txtar", map[string]string{"HOOK_URL": hook.URL, "TOKEN": "secret"}), j
}

var asUser = map[string]string{"x-hasura-role": "user", "X-Hasura-User-Id": "7", "X-Client": "yes"}

// written is all that the databases hold.
func (g *topic) written(t *testing.T) string {
	t.Helper()
	return rowsOf(t, g.direct["shop"], "select id, full_name, email, owner from author order by id") + "\n" +
		rowsOf(t, g.direct["shop"], "select id, author_id, title from book order by id") + "\n" +
		rowsOf(t, g.direct["side"], "select * from note order by id")
}

// question is the body of a question of asUser.
func question(path, input string) string {
	return path + ` {"version":1,"role":"user","session_variables":{"x-hasura-role":"user","x-hasura-user-id":"7"},"data":{"input":` + input + `}}`
}

// The first question is answered with a refusal: nothing is written, and nothing more asked.
// Then all are answered with yes, and it is written.
func TestWebhooksJudgeWhatIsWritten(t *testing.T) {
	g, j := startValidated(t)
	for _, c := range []struct {
		name, query string
		variables   map[string]any
		asked       []string
		answer      string
	}{
		{
			name:   "insert, with the names of SQL and without presets",
			query:  `mutation { insert_author(objects: [{name: "Bob", email: null}, {name: "Cid"}]) { affected_rows returning { name owner } } }`,
			asked:  []string{question("/insert-author", `[{"full_name":"Bob","email":null},{"full_name":"Cid"}]`)},
			answer: `{"data":{"insert_author":{"affected_rows":2,"returning":[{"name":"Bob","owner":"7"}, {"name":"Cid","owner":"7"}]}}}`,
		},
		{
			name:      "insert of one, by variables",
			query:     `mutation($o: author_insert_input!) { insert_author_one(object: $o) { name } }`,
			variables: map[string]any{"o": map[string]any{"name": "Dov"}},
			asked:     []string{question("/insert-author", `[{"full_name":"Dov"}]`)},
			answer:    `{"data":{"insert_author_one":{"name":"Dov"}}}`,
		},
		{
			name:  "nested insert, the root first, a table once",
			query: `mutation { insert_author(objects: [{name: "Eve", books: {data: [{title: "a"}, {title: "b"}]}}, {name: "Fay", books: {data: {title: "c"}}}, {name: "Gus"}]) { affected_rows } }`,
			asked: []string{
				question("/insert-author", `[{"full_name":"Eve","books":{"data":[{"title":"a"},{"title":"b"}]}},{"full_name":"Fay","books":{"data":[{"title":"c"}]}},{"full_name":"Gus"}]`),
				question("/insert-book", `[{"title":"a"},{"title":"b"},{"title":"c"}]`),
			},
			answer: `{"data":{"insert_author":{"affected_rows":6}}}`,
		},
		{
			name:  "nested insert of a parent, the root first",
			query: `mutation { insert_book_one(object: {title: "d", author: {data: {name: "Hal"}}}) { title } }`,
			asked: []string{
				question("/insert-book", `[{"title":"d","author":{"data":{"full_name":"Hal"}}}]`),
				question("/insert-author", `[{"full_name":"Hal"}]`),
			},
			answer: `{"data":{"insert_book_one":{"title":"d"}}}`,
		},
		{
			name:   "update, its arguments",
			query:  `mutation { update_author(where: {name: {_eq: "Ann"}}, _set: {email: "x"}) { affected_rows } }`,
			asked:  []string{question("/update-author", `[{"_set":{"email":"x"},"where":{"name":{"_eq":"Ann"}}}]`)},
			answer: `{"data":{"update_author":{"affected_rows":1}}}`,
		},
		{
			name:   "update by key",
			query:  `mutation { update_author_by_pk(pk_columns: {id: 1}, _set: {email: "y"}) { email } }`,
			asked:  []string{question("/update-author", `[{"_set":{"email":"y"},"pk_columns":{"id":1}}]`)},
			answer: `{"data":{"update_author_by_pk":{"email":"y"}}}`,
		},
		{
			name:   "several updates, their list",
			query:  `mutation { update_author_many(updates: [{where: {id: {_eq: 1}}, _set: {email: "a"}}, {where: {id: {_eq: 1}}, _set: {email: "b"}}]) { affected_rows } }`,
			asked:  []string{question("/update-author", `[{"where":{"id":{"_eq":1}},"_set":{"email":"a"}},{"where":{"id":{"_eq":1}},"_set":{"email":"b"}}]`)},
			answer: `{"data":{"update_author_many":[{"affected_rows":1},{"affected_rows":1}]}}`,
		},
		{
			name:   "delete",
			query:  `mutation { delete_author(where: {name: {_in: ["Bob", "Cid"]}}) { affected_rows } }`,
			asked:  []string{question("/delete-author", `[{"where":{"name":{"_in":["Bob","Cid"]}}}]`)},
			answer: `{"data":{"delete_author":{"affected_rows":2}}}`,
		},
		{
			name:   "delete by key",
			query:  `mutation { delete_author_by_pk(id: 999) { id } }`,
			asked:  []string{question("/delete-author", `[{"pk_columns":{"id":999}}]`)},
			answer: `{"data":{"delete_author_by_pk":null}}`,
		},
		{
			name:  "several fields of two databases, all before the first is written",
			query: `mutation { a: insert_author_one(object: {name: "Ida"}) { name } insert_note_one(object: {id: 1}) { id } update_author(where: {name: {_eq: "Ida"}}, _set: {email: "i"}) { affected_rows } }`,
			asked: []string{
				question("/insert-author", `[{"full_name":"Ida"}]`), question("/insert-note", `[{"id":1}]`),
				question("/update-author", `[{"_set":{"email":"i"},"where":{"name":{"_eq":"Ida"}}}]`),
			},
			answer: `{"data":{"a":{"name":"Ida"},"insert_note_one":{"id":1},"update_author":{"affected_rows":1}}}`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := g.written(t)
			for refused := range c.asked {
				j.expect(func(w http.ResponseWriter, _ *http.Request) {
					if asked, _ := j.questions(); len(asked) == refused+1 {
						w.WriteHeader(http.StatusBadRequest)
						_, _ = io.WriteString(w, `{"message": "I say no"}`)
					}
				})
				expectError(t, g.query(t, asUser, c.query, c.variables), "I say no", "$", "validation-failed", "")
				if asked, _ := j.questions(); len(asked) != refused+1 {
					t.Errorf("after the refusal of question %d there were %d questions", refused+1, len(asked))
				}
				if after := g.written(t); after != before {
					t.Fatalf("written all the same: %s", cmp.Diff(before, after))
				}
			}
			j.expect(nil)
			if answer := g.query(t, asUser, c.query, c.variables); answer != c.answer {
				t.Errorf("got  %s\nwant %s", answer, c.answer)
			}
			if asked, _ := j.questions(); !cmp.Equal(asked, c.asked) {
				t.Error(cmp.Diff(c.asked, asked))
			}
		})
	}
}

func TestWebhooksThatGiveNoJudgement(t *testing.T) {
	g, j := startValidated(t)
	before := g.written(t)
	answer := func(status int, body string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
		}
	}
	const broken, unreadable, unreached = "internal error when validating input data", "received invalid response from input validation webhook", "http exception when validating input data"
	for name, c := range map[string]struct {
		answer  func(http.ResponseWriter, *http.Request)
		message string
	}{
		"no text":                   {answer(400, ``), unreadable},
		"another text":              {answer(400, `{"error": "no"}`), unreadable},
		"not allowed":               {answer(401, `{"message": "no"}`), broken},
		"an error":                  {answer(500, `{"message": "no"}`), broken},
		"a redirect to nowhere":     {answer(302, ``), broken},
		"the connection breaks":     {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, unreached},
		"no answer within a second": {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, unreached},
	} {
		t.Run(name, func(t *testing.T) {
			j.expect(c.answer)
			expectError(t, g.query(t, asUser, `mutation { delete_author(where: {}) { affected_rows } }`), c.message, "$", "unexpected", "")
			if after := g.written(t); after != before {
				t.Fatalf("written all the same: %s", cmp.Diff(before, after))
			}
		})
	}
}

func TestWebhooksSeeTheHeadersTheyAreToSee(t *testing.T) {
	g, j := startValidated(t)
	j.expect(nil)
	g.query(t, asUser, `mutation { insert_author_one(object: {name: "Bob", books: {data: {title: "x"}}}) { id } }`)
	_, headers := j.questions()
	if len(headers) != 2 {
		t.Fatalf("%d questions", len(headers))
	}
	forwarding, plain := headers[0], headers[1]
	if forwarding.Get("X-Client") != "yes" || forwarding.Get("X-Token") != "secret" || forwarding.Get("X-Fixed") != "fixed" || forwarding.Get("Content-Type") != "application/json" {
		t.Errorf("with forward_client_headers: %v", forwarding)
	}
	for name := range plain {
		if strings.HasPrefix(name, "X-Client") || strings.HasPrefix(name, "X-Token") || strings.HasPrefix(name, "X-Hasura") {
			t.Errorf("without: %s", name)
		}
	}
}

func TestAdminIsNotJudged(t *testing.T) {
	g, j := startValidated(t)
	j.expect(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	if got := g.query(t, nil, `mutation { delete_book(where: {}) { affected_rows } insert_author_one(object: {name: "Bob"}) { name } }`); got != `{"data":{"delete_book":{"affected_rows":1},"insert_author_one":{"name":"Bob"}}}` {
		t.Error(got)
	}
	if asked, _ := j.questions(); len(asked) > 0 {
		t.Errorf("asked %q", asked)
	}
}

// A variable of the session that a later field needs is missed before anything is written,
// whatever the order of databases.
func TestMissingSessionVariableOfALaterFieldStopsTheFirst(t *testing.T) {
	g, j := startValidated(t)
	j.expect(nil)
	before := g.written(t)
	answer := g.query(t, map[string]string{"x-hasura-role": "user"}, `mutation { insert_note_one(object: {id: 1}) { id } insert_author_one(object: {name: "x"}) { id } }`)
	expectError(t, answer, `missing session variable: "x-hasura-user-id"`, "$", "not-found", "")
	if asked, _ := j.questions(); len(asked) > 0 || g.written(t) != before {
		t.Errorf("asked %q, written %s", asked, cmp.Diff(before, g.written(t)))
	}
}

// What cannot be written is not put to a webhook either.
func TestRequestsWithFaultsAreNotJudged(t *testing.T) {
	g, j := startValidated(t)
	j.expect(nil)
	for _, query := range []string{
		`mutation { insert_author_one(object: {name: null}) { id } }`,
		`mutation { insert_author_one(object: {owner: "me"}) { id } }`,
		`mutation { insert_author_one(object: {name: "x"}) { id } update_author(where: {}, _set: {id: 1}) { affected_rows } }`,
	} {
		if message, code := errorOf(t, g.query(t, asUser, query)); code != "validation-failed" {
			t.Errorf("%s: %s, %s", query, code, message)
		}
	}
	if asked, _ := j.questions(); len(asked) > 0 {
		t.Errorf("asked %q", asked)
	}
}
