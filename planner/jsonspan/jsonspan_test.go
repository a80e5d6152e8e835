package jsonspan_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/weftql/weft/planner/jsonspan"
)

func TestObjectFindsMembersWithoutCopying(t *testing.T) {
	src := []byte(` {"a" : [1, {"b":"}"}], "é\u0041": "x\"y" ,"a":null} `)
	members, err := jsonspan.Object(src, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range members {
		got = append(got, string(m.Key)+"="+string(m.Value))
	}
	want := `a=[1, {"b":"}"}]|éA="x\"y"|a=null`
	if strings.Join(got, "|") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	if v := jsonspan.Find(members, "a"); !jsonspan.Null(v) {
		t.Errorf("a member that occurs twice: got %s, want the last", v)
	}
	if &members[0].Value[0] != &src[bytes.IndexByte(src, '[')] {
		t.Error("the value was copied")
	}
}

func TestArrayFindsItems(t *testing.T) {
	items, err := jsonspan.Array([]byte(`[ 1 ,[],"]"]`), nil)
	if err != nil || len(items) != 3 || string(items[2]) != `"]"` {
		t.Errorf("got %s, %v", items, err)
	}
}

func TestSomethingElseIsRefused(t *testing.T) {
	for _, src := range []string{"", "null", "[]", `"{}"`, "<html>", "{}x", "{", `{"a"}`, `{"a":1,}`, "{\"a\":\"\xff\"}"} {
		var syntax *jsonspan.SyntaxError
		if _, err := jsonspan.Object([]byte(src), nil); !errors.As(err, &syntax) {
			t.Errorf("Object(%q): got %v, want a syntax error", src, err)
		}
	}
	if _, err := jsonspan.Array([]byte("{}"), nil); err == nil {
		t.Error("an object passed for an array")
	}
}

func TestDeepNestingIsRefused(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if err := jsonspan.Check(deep(jsonspan.MaxDepth)); err != nil {
		t.Errorf("at the limit: %v", err)
	}
	if err := jsonspan.Check(deep(jsonspan.MaxDepth + 1)); err == nil {
		t.Error("nothing refused beyond the limit")
	}
}

// FuzzCheckAgreesWithEncodingJSON uses the standard library as the oracle: the same texts
// are JSON, and splitting an object loses nothing.
func FuzzCheckAgreesWithEncodingJSON(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e-3,"x\u00e9\n"],"b":{"c":null,"d":true}}`, // ordinary
		`-0`, `01`, `1.`, `1e`, `-`, `.5`, `1E+9`, // numbers
		`"\ud800"`, `"\x"`, "\"\x01\"", `"`, // strings
		`[`, `]`, `[,]`, `{,}`, `{"a":}`, `{"a" 1}`, ` `, ``, // structure
		"tru", "nul", "falsey", "null ", // words
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		want := json.Valid(src) && utf8.Valid(src)
		if err := jsonspan.Check(src); (err == nil) != want {
			t.Fatalf("Check: %v, encoding/json says valid=%v", err, want)
		}
		var oracle map[string]json.RawMessage
		isObject := want && json.Unmarshal(src, &oracle) == nil && oracle != nil
		members, err := jsonspan.Object(src, nil)
		if (err == nil) != isObject {
			t.Fatalf("Object: %v, encoding/json says object=%v", err, isObject)
		}
		for key, value := range oracle {
			if isObject && !bytes.Equal(jsonspan.Find(members, key), value) {
				t.Fatalf("member %q: got %s, want %s", key, jsonspan.Find(members, key), value)
			}
		}
	})
}
