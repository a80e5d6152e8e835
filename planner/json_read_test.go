package planner_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func TestParseValueKeepsOrderAndDigits(t *testing.T) {
	for _, text := range []string{
		`{"b":1.50,"a":[true,false,null,1e400,-0],"":{}}`,
		`12345678901234567890123`,
		`"a\"\\\n"`,
		`[]`,
		`{}`,
	} {
		v, err := planner.ParseValue([]byte(" " + text + "\n"))
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := string(v.AppendJSON(nil)); got != text {
			t.Errorf("got %s, want %s", got, text)
		}
	}
}

func TestParseValueTakesTheLastOfRepeatedMembers(t *testing.T) {
	for _, filler := range []int{0, 5, 40} {
		text := `{"a":1,"b":2,` + strings.Repeat(`"f":0,`, filler) + manyMembers(filler) + `"a":3}`
		v, err := planner.ParseValue([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if v.Members[0].Name != "a" || v.Members[0].Value.Text != "3" {
			t.Errorf("%s: first member is %s: %s", text, v.Members[0].Name, v.Members[0].Value.Text)
		}
	}
}

func manyMembers(n int) string {
	var sb strings.Builder
	for i := range n {
		sb.WriteString(`"m` + strings.Repeat("x", i) + `":0,`)
	}
	return sb.String()
}

func TestParseValueRefuses(t *testing.T) {
	for text, want := range map[string]string{
		``:            "unexpected end of JSON at offset 0",
		`{"a":1`:      "unexpected end of JSON at offset 6",
		`{"a" 1}`:     "unexpected '1' at offset 5, looking for a colon",
		`{a:1}`:       "unexpected 'a' at offset 1, looking for a member's name",
		`[1,]`:        "unexpected ']' at offset 3, looking for a value",
		`[1 2]`:       "unexpected '2' at offset 3, looking for a comma or the end of the list or object",
		`01`:          "unexpected '1' at offset 1, after the value",
		`1.`:          "unexpected end of JSON at offset 2",
		`"a` + "\n\"": `unexpected '\n' at offset 2, inside a string`,
		`"\x"`:        "unexpected 'x' at offset 2, after a backslash",
		`"\u12g4"`:    "bad escape at offset 2: four hexadecimal digits must follow",
		`nul`:         "unexpected 'n' at offset 0, looking for a value",
	} {
		if _, err := planner.ParseValue([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: got error %v, want %s", text, err, want)
		}
	}
}

func TestParseValueLimitsDepth(t *testing.T) {
	deep := func(n int) []byte { return []byte(strings.Repeat("[", n) + strings.Repeat("]", n)) }
	if _, err := planner.ParseValue(deep(500)); err != nil {
		t.Error(err)
	}
	for _, n := range []int{501, 5_000_000} {
		_, err := planner.ParseValue(deep(n))
		if want := "JSON is nested too deeply at offset 500: more than 500 levels"; err == nil || err.Error() != want {
			t.Errorf("%d levels: got error %v, want %s", n, err, want)
		}
	}
}

// FuzzParseValue holds the reader against encoding/json: both take the same texts and
// understand the same by them.
func FuzzParseValue(f *testing.F) {
	for _, seed := range []string{
		`{"a":[1,2.5e3,"x\u00e9\ud83d\ude00\ud800"],"a":null}`, `"\ud800\u0041"`, "\"\xff\xc3\"", `-0.0e-0`, `[[],{}]`, ` true `, `nul`,
		`{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7,"h":8,"i":9,"j":1,"k":1,"l":1,"m":1,"n":1,"o":1,"p":1,"q":1,"a":2}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := planner.ParseValue(data)
		var want any
		dec := json.NewDecoder(bytes.NewReader(data))
		dec.UseNumber()
		valid := json.Valid(data)
		if valid && err != nil && strings.Contains(err.Error(), "nested too deeply") {
			return
		}
		if valid != (err == nil) {
			t.Fatalf("valid %v, but error %v", valid, err)
		}
		if !valid {
			return
		}
		if err := dec.Decode(&want); err != nil {
			t.Fatal(err)
		}
		if got := plain(v); !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v, want %#v", got, want)
		}
		again, err := planner.ParseValue(v.AppendJSON(nil))
		if err != nil || !again.Equal(v) {
			t.Fatalf("printed and read again: %v, %v", again, err)
		}
	})
}

// plain turns a value into what encoding/json makes of it.
func plain(v *planner.Value) any {
	switch v.Kind {
	case planner.Null:
		return nil
	case planner.Boolean:
		return v.Text == "true"
	case planner.Number:
		return json.Number(v.Text)
	case planner.List:
		list := []any{}
		for _, item := range v.Items {
			list = append(list, plain(item))
		}
		return list
	case planner.Object:
		object := map[string]any{}
		for _, m := range v.Members {
			object[m.Name] = plain(m.Value)
		}
		return object
	default:
		return v.Text
	}
}
