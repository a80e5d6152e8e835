package actions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// handler is a running action handler: it answers what it is told to and keeps what came.
type handler struct {
	url string

	mu       sync.Mutex
	answer   http.HandlerFunc
	payloads []string
	headers  []http.Header
}

func newHandler(tb testing.TB) *handler {
	tb.Helper()
	h := &handler{}
	server := httptest.NewServer(h)
	tb.Cleanup(server.Close)
	h.url = server.URL
	return h
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	h.payloads = append(h.payloads, string(body))
	h.headers = append(h.headers, r.Header)
	answer := h.answer
	h.mu.Unlock()
	answer(w, r)
}

// say sets the answer.
func (h *handler) say(status int, body string) {
	h.do(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	})
}

func (h *handler) do(f http.HandlerFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.answer = f
}

func (h *handler) received() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	payloads := h.payloads
	h.payloads = nil
	return payloads
}

const types = `{
 "input_objects":[{"name":"OrderInput","fields":[{"name":"sku","type":"String!"},{"name":"qty","type":"Int"},{"name":"how","type":"Speed"}]}],
 "objects":[
  {"name":"Order","fields":[{"name":"id","type":"ID!"},{"name":"sku","type":"String"},{"name":"total","type":"numeric"},{"name":"ship","type":"Address"},{"name":"lines","type":"[Line!]"}],
   "relationships":[{"name":"product","type":"object","remote_table":"product","field_mapping":{"sku":"sku"}},
                    {"name":"events","type":"array","remote_table":{"schema":"log","name":"event"},"field_mapping":{"id":"order_id","sku":"sku"}}]},
  {"name":"Address","fields":[{"name":"city","type":"String!"},{"name":"zip","type":"String"}]},
  {"name":"Line","fields":[{"name":"n","type":"Int!"}]}],
 "scalars":[{"name":"Money"}],
 "enums":[{"name":"Speed","values":[{"value":"FAST"},{"value":"SLOW"}]}]}`

const definitions = `[
 {"name":"placeOrder","definition":{"handler":"{{HANDLER}}/place?token={{TOKEN}}","arguments":[{"name":"input","type":"OrderInput!"},{"name":"note","type":"String"}],"output_type":"Order"},
  "permissions":[{"role":"customer"}]},
 {"name":"quote","definition":{"handler":"{{HANDLER}}","type":"query","arguments":[{"name":"sku","type":"String!"}],"output_type":"[Order!]!"},"permissions":[{"role":"customer"},{"role":"guest"}]},
 {"name":"count","definition":{"handler":"{{HANDLER}}","type":"query","output_type":"Int!"}},
 {"name":"price","definition":{"handler":"{{HANDLER}}","type":"query","output_type":"Money","forward_client_headers":true}},
 {"name":"speeds","definition":{"handler":"{{HANDLER}}","type":"query","output_type":"[Speed!]"}}]`

func readActions(tb testing.TB, text string) []metadata.Action {
	tb.Helper()
	var list []metadata.Action
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		tb.Fatal(err)
	}
	return list
}

func readTypes(tb testing.TB, text string) metadata.CustomTypes {
	tb.Helper()
	var custom metadata.CustomTypes
	if err := json.Unmarshal([]byte(text), &custom); err != nil {
		tb.Fatal(err)
	}
	return custom
}

// shop is the actions of a shop behind a schema, and a stand-in for the tables they lead
// to.
type shop struct {
	*handler
	source *actions.Source
	tables *tables
}

func newShop(tb testing.TB) *shop {
	tb.Helper()
	return newShopOf(tb, definitions)
}

// newShopOf is newShop with other actions.
func newShopOf(tb testing.TB, definitions string) *shop {
	tb.Helper()
	h := newHandler(tb)
	source, problems := actions.New(actions.Options{
		Actions: readActions(tb, definitions), Types: readTypes(tb, types), Scalars: []string{"numeric", "Int"},
		Caller: caller(h.url),
	})
	for _, p := range problems {
		tb.Errorf("%s: %v", p.Action, p.Err)
	}
	return &shop{handler: h, source: source, tables: &tables{}}
}

func caller(address string) *webhook.Caller {
	env := map[string]string{"HANDLER": address, "TOKEN": "s3cret"}
	return &webhook.Caller{
		Env:    func(name string) (string, bool) { v, set := env[name]; return v, set },
		Client: outgoing.NewClient(outgoing.Options{Version: "v2.48.0"}),
	}
}

// schema merges what a role sees.
func (s *shop) schema(tb testing.TB, role string) *planner.Schema {
	tb.Helper()
	part, err := s.source.Part(planner.Role{Name: role})
	if err != nil {
		tb.Fatal(err)
	}
	schema, conflicts := planner.Merge(planner.Role{Name: role}, []planner.Part{s.tables, part}, planner.BindOptions{})
	for _, c := range conflicts {
		tb.Errorf("%v: %s", c.Part, c.Reason)
	}
	return schema
}

// run answers a request as role.
func (s *shop) run(tb testing.TB, role, query, variables string) (string, []string) {
	tb.Helper()
	req := &planner.Request{Query: query}
	if variables != "" {
		v, err := planner.ParseValue([]byte(variables))
		if err != nil {
			tb.Fatal(err)
		}
		req.Variables = v
	}
	prepared, err := planner.NewCache(s.schema(tb, role), planner.CacheOptions{}).Plan(tb.Context(), req)
	if err != nil {
		return err.Error(), nil
	}
	session := &planner.Session{Role: planner.Role{Name: role}, Variables: map[string]string{"x-hasura-role": role, "x-hasura-user-id": "7"}}
	header := http.Header{"Authorization": {"Bearer t"}, "Origin": {"https://app"}, "X-Hasura-Role": {"forged"}, "Accept": {"a/b"}}
	result := prepared.Plan.Run(tb.Context(), []*planner.Params{prepared.Params(session, header, "r1")}, planner.RunOptions{})
	if err := result.Err(0); err != nil {
		return describe(err.(*planner.Fault)), result.Cookies() //nolint:errorlint // results hold faults
	}
	return string(result.AppendReply(nil, 0)), result.Cookies()
}

func (s *shop) ask(tb testing.TB, query string) string {
	tb.Helper()
	got, _ := s.run(tb, planner.Admin, query, "")
	return got
}

func describe(f *planner.Fault) string {
	text := fmt.Sprintf("%s %d %s", f.Code, f.Status, f.Message)
	if f.Extensions != nil {
		text += " extensions=" + string(f.Extensions)
	}
	if f.Internal != nil {
		text += " internal=" + string(f.Internal)
	}
	return text
}

// tables stands for a database: every link lands as a field of type Row, and a row tells
// the key it was asked with.
type tables struct {
	mu   sync.Mutex
	keys []string
}

var rowType = &planner.Type{Kind: ast.Object, Name: "Row", Fields: []*planner.Field{{Name: "asked", Type: planner.Named("String"), Meta: "asked"}}}

func (d *tables) ID() planner.ID                          { return planner.ID{Kind: planner.DatabaseSource, Name: "default"} }
func (d *tables) Part(planner.Role) (planner.Part, error) { return d, nil }
func (d *tables) Source() planner.Source                  { return d }
func (d *tables) Fingerprint() planner.Fingerprint        { return planner.Fingerprint{1} }
func (d *tables) Roots(ast.Operation) []*planner.Field    { return nil }
func (d *tables) TypeNames() iter.Seq[string]             { return slices.Values([]string{"Row"}) }
func (d *tables) Links() []*planner.Link                  { return nil }
func (d *tables) Deps() []planner.Dep                     { return nil }
func (d *tables) Reads() planner.Reads                    { return planner.Reads{} }
func (d *tables) String() string                          { return "rows" }
func (d *tables) Compile(*planner.CallSpec) (*planner.Answer, error) {
	return &planner.Answer{Query: d}, nil
}

func (d *tables) Type(name string) *planner.Type {
	if name == rowType.Name {
		return rowType
	}
	return nil
}

func (d *tables) Land(link *planner.Link) ([]*planner.Field, error) {
	to := link.Target.(planner.ToRows)
	typ := planner.Named("Row")
	if to.Array {
		typ = planner.ListOf(typ)
	}
	return []*planner.Field{{Name: link.Name, Type: typ, Meta: to}}, nil
}

func (d *tables) Run(_ context.Context, in *planner.Input, out *planner.Output) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for row := range in.Rows {
		d.keys = append(d.keys, string(in.Rows[row].Key))
		for col := range out.Columns() {
			out.Set(row, col, planner.AppendJSONString([]byte(`{"asked":`), string(in.Rows[row].Key)))
			json, _ := out.Get(row, col)
			out.Set(row, col, append(slices.Clone(json), '}'))
		}
	}
	return nil
}
