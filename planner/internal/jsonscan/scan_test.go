package jsonscan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// filler answers a slot with its number and its key.
type filler struct{ found *jsonscan.Found }

func (f filler) Fill(dst []byte, p *jsonscan.Place) []byte {
	key := f.found.Key(p)
	if key == nil {
		key = []byte("null")
	}
	return append(dst, fill(int(p.Slot), string(key))...)
}

// splice scans and splices one document.
func splice(src string, shape *jsonscan.Shape) (string, error) {
	var f jsonscan.Found
	from, to, err := f.Scan([]byte(src), shape)
	if err != nil {
		return "", err
	}
	return string(jsonscan.Splice(nil, []byte(src), f.Places[from:to], filler{&f})), nil
}

func rules(r ...jsonscan.Rule) *jsonscan.Shape { return jsonscan.New(r, "") }

func slot(member string, number, arity int) jsonscan.Rule {
	return jsonscan.Rule{Member: member, Do: jsonscan.Slot, Number: number, Arity: arity}
}

func keyed(member string, number int, from ...string) jsonscan.Rule {
	return jsonscan.Rule{Member: member, Do: jsonscan.Slot, Number: number, Arity: len(from), KeyFrom: from}
}

func cut(member string) jsonscan.Rule { return jsonscan.Rule{Member: member, Do: jsonscan.Cut} }

func nested(member string, s *jsonscan.Shape) jsonscan.Rule {
	return jsonscan.Rule{Member: member, Do: jsonscan.Nested, Shape: s}
}

func on(r jsonscan.Rule, types ...string) jsonscan.Rule {
	r.On = types
	return r
}

func TestSplice(t *testing.T) {
	rename := jsonscan.Rule{Member: "__typename", Do: jsonscan.Rename, Names: map[string]string{"Item": "S_Item", "Qu\"o": "a<b"}}
	for _, test := range []struct {
		name, src, want string
		shape           *jsonscan.Shape
	}{
		{"null instead of an object", ` null `, ` null `, rules(slot("s", 0, 1))},
		{"empty list", `[]`, `[]`, rules(slot("s", 0, 1))},
		{"object without the member", `{"a":1}`, `{"a":1}`, rules(slot("s", 0, 1))},
		{"empty object asks for no type", `{}`, `{}`, jsonscan.New([]jsonscan.Rule{on(cut("k"), "A")}, "t")},

		{"key in place", `{"s":[1]}`, `{"s":["slot",0,[1]]}`, rules(slot("s", 0, 1))},
		{"key in place loses outer white space only", `{"s" : [ {"a": 1} , "x" ] }`, `{"s" : ["slot",0,[{"a": 1},"x"]] }`, rules(slot("s", 0, 2))},
		{"key of no values", `{"s":[]}`, `{"s":["slot",0,[]]}`, rules(slot("s", 0, 0))},
		{"null key", `{"s":null}`, `{"s":["slot",0,null]}`, rules(slot("s", 0, 1))},
		{"null inside a key", `{"s":[1, null]}`, `{"s":["slot",0,null]}`, rules(slot("s", 0, 2))},
		{"null deep inside a key value is a value", `{"s":[[null]]}`, `{"s":["slot",0,[[null]]]}`, rules(slot("s", 0, 1))},
		{"each alias has a key of its own", `{"s":[1],"z":[2]}`, `{"s":["slot",0,[1]],"z":["slot",1,[2]]}`, rules(slot("s", 0, 1), slot("z", 1, 1))},
		{"lists of lists", `[[{"s":[1]}],[],null,[null,{"s":[2]}]]`, `[[{"s":["slot",0,[1]]}],[],null,[null,{"s":["slot",0,[2]]}]]`, rules(slot("s", 0, 1))},

		{"key beside, cut after", `{"k":7,"s":"x"}`, `{"s":["slot",0,[7]]}`, rules(keyed("s", 0, "k"), cut("k"))},
		{"slot before its key", `{"s":"x", "k":7}`, `{"s":["slot",0,[7]]}`, rules(keyed("s", 0, "k"), cut("k"))},
		{"key that the client asked for stays", `{"s":"x", "k":7}`, `{"s":["slot",0,[7]], "k":7}`, rules(keyed("s", 0, "k"))},
		{"values in the order of the key", `{"a":1,"s":0,"b":2}`, `{"a":1,"s":["slot",0,[2,1]],"b":2}`, rules(keyed("s", 0, "b", "a"))},
		{"one member twice in a key", `{"a":1,"s":0}`, `{"a":1,"s":["slot",0,[1,1]]}`, rules(keyed("s", 0, "a", "a"))},
		{"null beside", `{"a":1,"s":0,"b":null}`, `{"a":1,"s":["slot",0,null],"b":null}`, rules(keyed("s", 0, "b", "a"))},
		{"two slots on one key", `{"s":0,"z":0,"k":5}`, `{"s":["slot",0,[5]],"z":["slot",1,[5]]}`, rules(keyed("s", 0, "k"), keyed("z", 1, "k"), cut("k"))},
		{"keyed slot without values", `{"s":"x"}`, `{"s":["slot",0,[]]}`, rules(keyed("s", 0, []string{}...), cut("k"))},
		{"inner object's key is not the outer's", `{"s":0,"n":{"s":0,"k":1},"k":2}`, `{"s":["slot",0,[2]],"n":{"s":["slot",1,[1]],"k":1},"k":2}`,
			rules(keyed("s", 0, "k"), nested("n", rules(keyed("s", 1, "k"))))},

		{"cut first", `{"k":1, "a":2}`, `{"a":2}`, rules(cut("k"))},
		{"cut middle", `{"a":1, "k":2 , "b":3}`, `{"a":1 , "b":3}`, rules(cut("k"))},
		{"cut last", `{"a":1,"k":2}`, `{"a":1}`, rules(cut("k"))},
		{"cut all", `{ "k":1 , "l":2 }`, `{  }`, rules(cut("k"), cut("l"))},
		{"cut two first", `{"k":1,"l":[{}],"a":3}`, `{"a":3}`, rules(cut("k"), cut("l"))},
		{"cut two last", `{"a":1,"k":1,"l":2}`, `{"a":1}`, rules(cut("k"), cut("l"))},
		{"cut around", `{"k":1,"a":3,"l":2}`, `{"a":3}`, rules(cut("k"), cut("l"))},
		{"cut after a slot", `{"s":[1],"k":1,"l":2,"a":0}`, `{"s":["slot",0,[1]],"a":0}`, rules(slot("s", 0, 1), cut("k"), cut("l"))},
		{"cut a member that is there twice", `{"k":1,"a":2,"k":3}`, `{"a":2}`, rules(cut("k"))},

		{"escaped names", `{"\u0073":[1],"\u006b":2}`, `{"\u0073":["slot",0,[1]]}`, rules(slot("s", 0, 1), cut("k"))},
		{"name that only begins alike", `{"ss":[1],"s":[2]}`, `{"ss":[1],"s":["slot",0,[2]]}`, rules(slot("s", 0, 1))},
		{"name inside a string value", `{"a":"\"s\":[1]","s":[2]}`, `{"a":"\"s\":[1]","s":["slot",0,[2]]}`, rules(slot("s", 0, 1))},

		{"type renamed", `{"__typename":"Item"}`, `{"__typename":"S_Item"}`, rules(rename)},
		{"unknown type stays", `{"__typename":"Other"}`, `{"__typename":"Other"}`, rules(rename)},
		{"type renamed is quoted", `{"__typename":"Qu\"o"}`, `{"__typename":"a<b"}`, rules(rename)},

		{"type decides", `[{"t":"A","s":[1]},{"t":"B","s":[1]}]`, `[{"s":["slot",0,[1]]},{"s":[1]}]`,
			jsonscan.New([]jsonscan.Rule{on(slot("s", 0, 1), "A", "C"), cut("t")}, "t")},
		{"type comes last", `[{"s":[1],"t":"A"},{"s":[1],"t":"B"}]`, `[{"s":["slot",0,[1]],"t":"A"},{"s":["slot",1,[1]],"t":"B"}]`,
			jsonscan.New([]jsonscan.Rule{on(slot("s", 0, 1), "A"), on(slot("s", 1, 1), "B")}, "t")},
		{"type is escaped", `{"\u0074":"\u0041","s":[1]}`, `{"\u0074":"\u0041","s":["slot",0,[1]]}`,
			jsonscan.New([]jsonscan.Rule{on(slot("s", 0, 1), "A")}, "t")},
		{"inner type is not the outer's", `{"n":{"t":"B"},"t":"A","s":[1]}`, `{"n":{"t":"B"},"t":"A","s":["slot",0,[1]]}`,
			jsonscan.New([]jsonscan.Rule{on(slot("s", 0, 1), "A")}, "t")},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := splice(test.src, test.shape)
			if err != nil || got != test.want {
				t.Errorf("%s\n got %s, %v\nwant %s", test.src, got, err, test.want)
			}
		})
	}
}

func TestScanRefuses(t *testing.T) {
	typed := jsonscan.New([]jsonscan.Rule{on(slot("s", 0, 1), "A")}, "t")
	for _, test := range []struct {
		name, src, want string
		shape           *jsonscan.Shape
	}{
		{"nothing", ``, "not a JSON value at byte 0", rules(cut("k"))},
		{"number", `12`, "expected an object, a list or null before this at byte 2", rules(cut("k"))},
		{"string in a list", `["x"]`, "expected an object, a list or null before this at byte 4", rules(cut("k"))},
		{"two documents", `{} {}`, "something follows the JSON value at byte 3", rules(cut("k"))},
		{"key that is no array", `{"s":1}`, "a join key is not an array at byte 5", rules(slot("s", 0, 1))},
		{"key too short", `{"s":[1]}`, "a join key has the wrong number of values at byte 8", rules(slot("s", 0, 2))},
		{"key too long", `{"s":[1,2]}`, "a join key has the wrong number of values at byte 10", rules(slot("s", 0, 1))},
		{"key value missing", `{"s":1,"a":1}`, "a value of a join key is missing at byte 12", rules(keyed("s", 0, "a", "b"))},
		{"key value twice", `{"a":1,"a":2,"s":0}`, "a value of a join key is there twice at byte 12", rules(keyed("s", 0, "a"))},
		{"keyed slot twice", `{"s":1,"s":1,"a":2}`, "a joined field is there twice at byte 11", rules(keyed("s", 0, "a"))},
		{"no type", `{"s":[1]}`, "an object does not tell its type at byte 5", typed},
		{"type is no string", `{"t":1,"s":[1]}`, "an object does not tell its type at byte 11", typed},
		{"two types", `{"t":"A","s":[1],"t":"B"}`, "an object tells its type twice at byte 24", typed},
		{"type to be renamed is null", `{"t":null}`, "expected a type's name at byte 5", rules(jsonscan.Rule{Member: "t", Do: jsonscan.Rename})},
		{"too deep", strings.Repeat("[", 10001), "JSON is nested too deeply at byte 10000", rules(cut("k"))},
		{"too deep where nobody looks", `{"a":` + strings.Repeat("[", 10000), "JSON is nested too deeply at byte 10004", rules(cut("k"))},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := splice(test.src, test.shape)
			var problem *jsonscan.Error
			if !errors.As(err, &problem) || err.Error() != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestDeepestDocumentIsRead(t *testing.T) {
	src := strings.Repeat("[", jsonscan.MaxDepth) + strings.Repeat("]", jsonscan.MaxDepth)
	if got, err := splice(src, rules(cut("k"))); err != nil || got != src {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
}

func TestFailedScanLeavesEarlierPlaces(t *testing.T) {
	var f jsonscan.Found
	shape := rules(slot("s", 0, 1), nested("n", rules(keyed("s", 1, "k"))))
	first := []byte(`{"s":[1]}`)
	from, to, err := f.Scan(first, shape)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Scan([]byte(`{"s":[2],"n":{"s":0,"k":5,`), shape); err == nil {
		t.Fatal("no error")
	}
	second := []byte(`{"n":{"s":0,"k":6}}`)
	from2, to2, err := f.Scan(second, shape)
	if err != nil {
		t.Fatal(err)
	}
	got := string(jsonscan.Splice(nil, first, f.Places[from:to], filler{&f})) + string(jsonscan.Splice(nil, second, f.Places[from2:to2], filler{&f}))
	if want := `{"s":["slot",0,[1]]}{"n":{"s":["slot",1,[6]],"k":6}}`; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestScanOfManyRowsDoesNotAllocate(t *testing.T) {
	shape := rules(keyed("s", 0, "k"), cut("k"), nested("n", rules(slot("s", 1, 1))))
	src := []byte("[" + strings.Repeat(`{"a":"x","s":0,"k":"7","n":{"s":[1]}},`, 200) + "null]")
	var f jsonscan.Found
	dst := make([]byte, 0, 2*len(src))
	n := testing.AllocsPerRun(10, func() {
		f.Reset()
		from, to, err := f.Scan(src, shape)
		if err != nil {
			t.Fatal(err)
		}
		dst = jsonscan.Splice(dst[:0], src, f.Places[from:to], constant{})
	})
	if n > 1 { // the scanner itself
		t.Errorf("%v allocations", n)
	}
}

type constant struct{}

func (constant) Fill(dst []byte, _ *jsonscan.Place) []byte { return append(dst, `{"id":1}`...) }
