package kriti_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/kriti"
	"github.com/weftql/weft/planner"
)

func value(tb testing.TB, text string) *planner.Value {
	tb.Helper()
	v, err := planner.ParseValue([]byte(text))
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// vars are those of the contract's examples, section 7.5, and more.
func vars(tb testing.TB) kriti.Vars {
	tb.Helper()
	return kriti.Vars{
		Names: map[string]*planner.Value{
			"$body":              value(tb, `{"input":{"lines":[{"sku":"a","qty":2},{"sku":"b","qty":0}],"note":null,"odd key":1,"n":2.50},"error":{"text":null}}`),
			"$session_variables": value(tb, `{"x-hasura-user-id":"7"}`),
			"$base_url":          value(tb, `"https://host/base"`),
			"$response":          value(tb, `{"status":422}`),
		},
		Session: map[string]string{"x-hasura-user-id": "7"},
	}
}

func eval(tb testing.TB, parse func(string) (*kriti.Template, error), src string) string {
	tb.Helper()
	t, err := parse(src)
	if err == nil {
		var v *planner.Value
		if v, err = t.Eval(vars(tb)); err == nil {
			json, ok := kriti.AppendJSON(nil, v, 1<<20)
			if !ok {
				return "too large"
			}
			return string(json)
		}
	}
	var e *kriti.Error
	if !errors.As(err, &e) {
		tb.Fatalf("%s: %v", src, err)
	}
	return e.Error()
}

func TestTemplates(t *testing.T) {
	for _, c := range []struct{ template, want string }{
		// The contract's examples.
		{`{"who":{{$session_variables["x-hasura-user-id"]}}}`, `{"who":"7"}`},
		{`{{ range i, l := $body.input.lines }} {"n":{{i}},"label":"{{l.sku}} x{{l.qty}}"} {{ end }}`, `[{"n":0,"label":"a x2"},{"n":1,"label":"b x0"}]`},
		{`{{ if ($body.input.note ?? "") == "" }} {"note":"none"} {{ else }} {"note":{{$body.input.note}}} {{ end }}`, `{"note":"none"}`},
		{`{{ $body?.input?.coupon?.code ?? "NONE" }}`, `"NONE"`},
		{`{{ $body?.input.coupon.code }}`, `null`},
		{`{{ "sku" in $body.input.lines[0] }}`, `true`},
		{`{{ concat([{"a":1},{"a":2,"b":3}]) }}`, `{"a":2,"b":3}`},
		{`{{ range _, l := $body.input.lines }} {{ if (size(l.sku)) > 0 }} {{ toUpper(l.sku) }} {{ else }} null {{ end }} {{ end }}`, `["A","B"]`},
		{`{"open":"\{{not}}"}`, `{"open":"{{not}}"}`},
		{`{"message":{{$body.error.text ?? "failed"}},"extensions":{"code":"E{{$response.status}}"}}`, `{"message":"failed","extensions":{"code":"E422"}}`},
		// Literals, strings, comments.
		{` [1, -2.5e3, true, null, "x", {"a": {"b": []}}] # the end`, `[1,-2.5e3,true,null,"x",{"a":{"b":[]}}]`},
		{`{"a": $body.input.n}`, `{"a":2.50}`},
		{`{"a":1,"a":2}`, `{"a":2}`},
		{`"a{{concat(["x","y"])}}b"`, `"axyb"`},
		{`"v: {{$body.input.lines[0]}} {{null}} {{true}} {{2.50}}"`, `"v: {\"sku\":\"a\",\"qty\":2} null true 2.50"`},
		{`"\"\\\b\f\n\r\tA\u00e9\ud83d\ude00\/ { {"`, `"\"\\\u0008\u000c\n\r\tAé😀\\/ { {"`},
		{`{{ {"a":{"b":{}}} }}`, `{"a":{"b":{}}}`},
		// Access.
		{`$body.input['odd key']`, `1`},
		{`$body["input"]["lines"][1].sku`, `"b"`},
		{`$body.input.lines[9]`, `Index Error: Index out of range: 9`},
		{`$body.input.lines[-1]`, `Index Error: Index out of range: -1`},
		{`$body.input.lines[0.5]`, `Type Error: Not an index: 0.5`},
		{`$body.nope`, `Attribute Error: Object does not have the field "nope"`},
		{`$body.input.note.x`, `Type Error: Cannot take a string out of null`},
		{`$nope`, `Name Error: Variable "$nope" not in scope`},
		{`$nope?.a`, `null`},
		{`$body?`, `{"input":{"lines":[{"sku":"a","qty":2},{"sku":"b","qty":0}],"note":null,"odd key":1,"n":2.50},"error":{"text":null}}`},
		{`$body.input.lines[7]?.a ?? 3`, `3`},
		{`$body.input.lines[0].sku?.x`, `Type Error: Cannot take anything out of a string`},
		{`$body?['input']['lines'][1]["qty"]`, `0`},
		// Operators.
		{`1 == 1.0`, `true`}, {`"1" == 1`, `false`}, {`1e2 == 100`, `true`}, {`2 < 10`, `true`}, {`"2" < "10"`, `false`},
		{`[1,2] <= [1,2]`, `true`}, {`{"a":1,"b":2} == {"b":2.0,"a":1}`, `true`}, {`null == null`, `true`}, {`1e999999999 > 5`, `true`},
		{`(true && false) || true`, `true`}, {`true && true || true`, `Parse Error: unexpected '|', expecting the end of the template`},
		{`true && 1`, `Type Error: Expected a boolean, but found a number`}, {`false && 1`, `Type Error: Expected a boolean, but found a number`},
		{`not true`, `false`}, {`not (1 == 2)`, `true`}, {`not 1`, `Function Error: not does not take this number`},
		{`2 in [1,2]`, `true`}, {`"a" in {"b":1}`, `false`}, {`1 in {"b":1}`, `Type Error: Cannot look for a number in an object`},
		{`1 in 2`, `Type Error: Cannot look for a number in a number`},
		{`null ?? 4`, `4`}, {`0 ?? 4`, `0`}, {`$body.nope ?? 4`, `Attribute Error: Object does not have the field "nope"`},
		{`size("ab") > 1`, `Parse Error: unexpected '>', expecting the end of the template`},
		// If and range.
		{`{{if 1 == 2}}1{{elif 2 == 2}}2{{else}}3{{end}}`, `2`},
		{`{{if true}}1{{end}}`, `Parse Error: unexpected 'e', expecting elif or else`},
		{`{{if 1}}1{{else}}2{{end}}`, `Type Error: Expected a boolean, but found a number`},
		{`{{range i, x := $body}}x{{end}}`, `Type Error: Expected an array, but found an object`},
		{`{{range _, x := [1,2]}} {{range _, x := [x, 9]}} x {{end}} {{end}}`, `[[1,9],[2,9]]`},
		{`{{range _, x := [1]}} i {{end}}`, `Name Error: Variable "i" not in scope`},
		// What is no template.
		{``, `Parse Error: unexpected end of the template, expecting a value`},
		{`{{ $body`, `Parse Error: unexpected end of the template, expecting "}}"`},
		{`{a:1}`, `Parse Error: unexpected 'a', expecting a quoted key`},
		{`'a'`, `Parse Error: unexpected '\'', expecting a value`},
		{`"\x"`, `Parse Error: unknown escape \x`},
		{`if`, `Parse Error: unexpected 'i', expecting a value`},
		{`nope(1)`, `Name Error: Function "nope" not found`},
		{strings.Repeat("[", 500), `Parse Error: the template nests too deep`},
		{`$body` + strings.Repeat(".a", 500), `Parse Error: too much is taken out of one value`},
	} {
		if got := eval(t, kriti.Parse, c.template); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.template, got, c.want)
		}
	}
}

func TestFunctions(t *testing.T) {
	for template, want := range map[string]string{
		`[empty(" "), empty([]), empty({}), empty(0), empty(null), empty("a"), empty(1)]`: `[true,true,true,true,true,false,false]`,
		`empty(true)`: `Function Error: empty does not take this boolean`,
		`[size("é!"), size([1]), size({"a":1}), size(2.5), size(true), size(false), size(null)]`:      `[2,1,1,2.5,1,0,0]`,
		`[inverse("aé"), inverse([1,2]), inverse(4), inverse(true), inverse({"a":1}), inverse(null)]`: `["éa",[2,1],0.25,false,{"a":1},null]`,
		`inverse(0)`: `Function Error: inverse does not take this number`,
		`inverse(3)`: `Function Error: inverse does not take this number`,
		`[head("éa"), tail("éa"), head([1,2]), tail([1,2])]`: `["é","a",1,[2]]`,
		`head([])`: `Function Error: head does not take this array`, `tail("")`: `Function Error: tail does not take this string`,
		`[toCaseFold("AB"), toLower("AB"), toUpper("ab"), toTitle("the old bRIDGE")]`: `["ab","ab","AB","The Old Bridge"]`,
		`toUpper(1)`:                           `Function Error: toUpper does not take this number`,
		`escapeUri("a b/é?~")`:                 `"a%20b%2F%C3%A9%3F~"`,
		`fromPairs([["a",1],["b",2],["a",3]])`: `{"a":3,"b":2}`, `fromPairs([[1,2]])`: `Function Error: fromPairs does not take this array`,
		`toPairs({"a":1})`:             `[["a",1]]`,
		`removeNulls([1,null,[null]])`: `[1,[null]]`,
		`concat([[1],[2]])`:            `[1,2]`, `concat([])`: `[]`, `concat(["a",1])`: `Function Error: concat does not take this array`,
		`not(true)`:                              `false`,
		`getSessionVariable("X-Hasura-User-Id")`: `"7"`, `getSessionVariable("x")`: `Function Error: getSessionVariable does not take this string`,
	} {
		if got := eval(t, kriti.Parse, template); got != want {
			t.Errorf("%s\n got %s\nwant %s", template, got, want)
		}
	}
}

func TestTexts(t *testing.T) {
	for template, want := range map[string]string{
		`{{$base_url}}/u/{{$session_variables['x-hasura-user-id']}}?n={{size($body.input.lines)}}`: `"https://host/base/u/7?n=2"`,
		``: `""`, `a # b`: `"a # b"`, `\"{{"x"}}\"`: `"\"x\""`,
		`"`:              `Parse Error: unexpected '"', expecting text; write \" for a quote`,
		`{{$body.nope}}`: `Attribute Error: Object does not have the field "nope"`,
	} {
		if got := eval(t, kriti.ParseText, template); got != want {
			t.Errorf("%s\n got %s\nwant %s", template, got, want)
		}
	}
}

func TestErrorsSayWhere(t *testing.T) {
	_, err := kriti.Parse("{\"a\":\n  é!}")
	got, _ := json.Marshal(err)
	const want = `{"error_code":"Parse Error","message":"unexpected 'é', expecting a value","source_position":{"start_line":1,"start_column":2,"end_line":1,"end_column":3}}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestWorkIsBounded(t *testing.T) {
	list := "[" + strings.Repeat("0,", 2000) + "0]"
	nested := func(body string) string {
		return `{{range _, a := ` + list + `}}{{range _, b := ` + list + `}}` + body + `{{end}}{{end}}`
	}
	for _, template := range []string{nested("1"), nested(`"{{$body}}"`), `concat({{range _, a := ` + list + `}}"` + strings.Repeat("x", 20000) + `"{{end}})`} {
		if got := eval(t, kriti.Parse, template); !strings.HasPrefix(got, "Function Error: ") {
			t.Errorf("%.60s: got %.60s", template, got)
		}
	}
	if got := eval(t, kriti.Parse, `{{range _, a := `+list+`}}`+`"`+strings.Repeat("x", 1000)+`"{{end}}`); got != "too large" {
		t.Errorf("got %.60s", got)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":{{ if $body.x? == 1 }}1{{else}}"{{$body}}"{{end}}}`, `{{range i, x := $body.input.lines}}[i, x?.sku ?? "\u0041"]{{end}}`, `concat([toPairs($body)])`, `not a in [1]`, `$body['a'`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, src string) {
		for _, parse := range []func(string) (*kriti.Template, error){kriti.Parse, kriti.ParseText} {
			template, err := parse(src)
			if err != nil {
				continue
			}
			v, err := template.Eval(vars(t))
			if err != nil {
				continue
			}
			if out, ok := kriti.AppendJSON(nil, v, 1<<20); ok && !json.Valid(out) {
				t.Errorf("%q made %s", src, out)
			}
		}
	})
}
