package inbound_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/planner"
)

func TestParseBatch(t *testing.T) {
	b, fault := inbound.ParseBatch([]byte(` {"query":"{ a }","variables":{"n":1.50,"a":[null]},"operationName":"Q","other":true} `))
	if fault != nil {
		t.Fatal(fault)
	}
	r := b.Requests[0]
	if b.Array || r.Query != "{ a }" || r.OperationName != "Q" || string(r.Variables.AppendJSON(nil)) != `{"n":1.50,"a":[null]}` {
		t.Errorf("got %+v %s", r, r.Variables.AppendJSON(nil))
	}
	b, fault = inbound.ParseBatch([]byte(`[{"query":"a","variables":null,"operationName":null},{"query":"b"}]`))
	if fault != nil || !b.Array || len(b.Requests) != 2 || b.Requests[0].Variables != nil || b.Requests[1].Query != "b" {
		t.Errorf("got %+v, %v", b, fault)
	}
	if b, fault := inbound.ParseBatch([]byte(`[]`)); fault != nil || !b.Array || len(b.Requests) != 0 {
		t.Errorf("got %+v, %v", b, fault)
	}
}

func TestWrongBodiesPointAtWhatIsWrong(t *testing.T) {
	for body, want := range map[string]struct{ code, path string }{
		``:                                {"invalid-json", ""},
		`{`:                               {"invalid-json", ""},
		`{} {}`:                           {"invalid-json", ""},
		strings.Repeat("[", 100_000):      {"invalid-json", ""},
		`null`:                            {"parse-failed", "$"},
		`true`:                            {"parse-failed", "$"},
		`{}`:                              {"parse-failed", "$"},
		`{"query":[]}`:                    {"parse-failed", "$.query"},
		`{"query":"a","variables":"b"}`:   {"parse-failed", "$.variables"},
		`{"query":"a","operationName":1}`: {"parse-failed", "$.operationName"},
		`[{"query":"a"},null]`:            {"parse-failed", "$[1]"},
		`[[{"query":"a"}]]`:               {"parse-failed", "$[0]"},
		`[{"query":"a","variables":1}]`:   {"parse-failed", "$[0].variables"},
		`{"query":"a","extensions":{"persistedQuery":{"version":1}}}`: {"not-supported", ""},
	} {
		_, fault := inbound.ParseBatch([]byte(body))
		if fault == nil || fault.Code != want.code || fault.Path != want.path {
			t.Errorf("%.60s: %v, want %v", body, fault, want)
		}
	}
}

func TestAppendRequest(t *testing.T) {
	r := &planner.Request{Query: "{ \"a\" }", OperationName: "Q"}
	if got := string(inbound.AppendRequest(nil, r, true)); got != `{"query":"{ \"a\" }","operationName":"Q"}` {
		t.Errorf("got %s", got)
	}
	if got := string(inbound.AppendRequest(nil, &planner.Request{Query: "secret"}, false)); got != `{"operationName":null}` {
		t.Errorf("got %s", got)
	}
}

// FuzzRequestBody compares with encoding/json: what is accepted is what it accepts, with
// the same content, and nothing panics.
func FuzzRequestBody(f *testing.F) {
	for _, seed := range []string{
		`{"query":"{ a }","variables":{"a":1},"operationName":"Q"}`, // a request
		`[{"query":"{ a }"},{"query":"b","variables":null}]`,        // a batch
		`null`, `[]`, `{}`, `[null]`, `"a"`, `1e999`, ``, // shapes that are wrong
		`{"query":"\ud83d\ude00\u0000"}`, `{"query":"a","query":"b"}`, `{"query":"` + "\xff" + `"}`, // strings
		`{"query":"a","variables":{"a":{"b":[1,2.50,"c",true,null]}}}`,
		`{"query":"a","extensions":{"persistedQuery":{}}}`, `{"query":"a","extensions":[]}`,
		strings.Repeat(`{"variables":`, 600),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		batch, fault := inbound.ParseBatch(body)
		if fault != nil {
			if fault.Code == "" || fault.Message == "" || fault.Status != 400 {
				t.Errorf("an incomplete fault: %+v", fault)
			}
			return
		}
		if !json.Valid(body) {
			t.Fatalf("encoding/json refuses %q", body)
		}
		list := make([]map[string]json.RawMessage, 1)
		var err error
		if batch.Array {
			err = json.Unmarshal(body, &list)
		} else {
			err = json.Unmarshal(body, &list[0])
		}
		if err != nil || len(list) != len(batch.Requests) {
			t.Fatalf("%d requests, encoding/json reads %d, %v", len(batch.Requests), len(list), err)
		}
		for i, r := range batch.Requests {
			if r == nil {
				t.Fatalf("request %d is nil", i)
			}
			var query, name string
			_ = json.Unmarshal(list[i]["query"], &query)
			_ = json.Unmarshal(list[i]["operationName"], &name)
			if r.Query != query || r.OperationName != name {
				t.Errorf("got %q %q, encoding/json reads %q %q", r.Query, r.OperationName, query, name)
			}
			if r.Variables != nil && !json.Valid(r.Variables.AppendJSON(nil)) {
				t.Errorf("variables are not JSON: %q", r.Variables.AppendJSON(nil))
			}
		}
	})
}
