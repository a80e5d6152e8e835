package jsonscan_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// FuzzSplice compares scan and splice with the oracle. Bytes come from remote servers: a
// document the oracle refuses must be refused, never panic, and never lose a member.
func FuzzSplice(f *testing.F) {
	for _, src := range []string{
		// Keys in place and beside, in any order.
		`{"a":[1,"x"],"b":null,"c":{"d":[[2,3]]}}`,
		`[{"d":"x","a":1,"b":2,"t":"A"},{"t":"B"},null,[]]`,
		// Commas around what is cut.
		`{"a":1}`, `{ "a" : 1 , "b" : 2 , "c" : 3 }`, "{\"b\":1,\n\"a\":[[0,0]]}",
		// Escapes, in names and in types.
		`{"\u0061":[1,2],"t":"\u0041","c":"\ud83d\ude00\"\\"}`, `{"a":"` + "\xff" + `"}`,
		// Not JSON.
		``, `{`, `{"a"`, `{"a":}`, `[1,]`, `{"a":1,}`, `"\x"`, `"\u00g0"`, "\"\n\"", `01`, `1.`, `-`, `1e`, `nul`, `{} x`, `[1}`, `{"a":1 "b":2}`,
		`{"a":[1,2],"a":[3,4]}`, `{"t":"A","t":"B"}`,
	} {
		for seed := range uint64(6) {
			f.Add([]byte(src), seed)
		}
	}
	f.Fuzz(func(t *testing.T, src []byte, seed uint64) {
		compare(t, string(src), randomShape(rand.New(rand.NewPCG(seed, 0)), 3, new(int)))
	})
}

// TestSpliceAgainstOracle does the same with documents that mostly fit their shapes.
func TestSpliceAgainstOracle(t *testing.T) {
	fits := 0
	for seed := range uint64(20_000) {
		r := rand.New(rand.NewPCG(seed, 1))
		shape := randomShape(r, 3, new(int))
		src := randomDocument(r, shape)
		if compare(t, src, shape) {
			fits++
		}
		if t.Failed() {
			return
		}
	}
	if fits < 5_000 {
		t.Errorf("only %d documents fit", fits)
	}
}

// compare tells whether the document was accepted, by both sides.
func compare(t *testing.T, src string, s *shape) bool {
	t.Helper()
	want, wantErr := oracle(src, s)
	got, err := splice(src, s.build())
	if (err != nil) != (wantErr != nil) {
		t.Errorf("shape %+v\n src %q\n got %q, %v\nwant %q, %v", s, src, got, err, want, wantErr)
		return false
	}
	if err != nil {
		return false
	}
	tree, err := parse([]byte(got))
	if err != nil || tree.String() != want {
		t.Errorf("shape %+v\n src %s\n got %s (%v)\nwant %s", s, src, got, err, want)
	}
	return true
}

func oracle(src string, s *shape) (string, error) {
	tree, err := parse([]byte(src))
	if err != nil {
		return "", err
	}
	if tree, err = patch(tree, s); err != nil {
		return "", err
	}
	return tree.String(), nil
}

// names are few, so that documents and shapes meet.
var names = []string{"a", "b", "c", "d", "t"}

func randomShape(r *rand.Rand, depth int, slots *int) *shape {
	s := &shape{inner: map[int]*shape{}}
	if r.IntN(2) == 0 {
		s.typeKey = "t"
	}
	for range r.IntN(5) {
		rule := jsonscan.Rule{Member: names[r.IntN(len(names))], Do: jsonscan.Action(r.IntN(4))}
		if s.typeKey != "" && r.IntN(3) == 0 {
			rule.On = []string{"A", "C"}[:1+r.IntN(2)]
		}
		switch rule.Do {
		case jsonscan.Slot:
			rule.Number, rule.Arity = *slots, r.IntN(3)
			*slots++
			if r.IntN(2) == 0 {
				rule.KeyFrom = []string{}
				for range rule.Arity {
					rule.KeyFrom = append(rule.KeyFrom, names[r.IntN(len(names))])
				}
			}
		case jsonscan.Rename:
			rule.Names = map[string]string{"A": "Ä", "B": "x\"y"}
		case jsonscan.Nested:
			if depth == 0 {
				rule.Do = jsonscan.Cut
				break
			}
			s.inner[len(s.rules)] = randomShape(r, depth-1, slots)
		}
		s.rules = append(s.rules, rule)
	}
	return s
}

// randomDocument writes a document that a shape can often be applied to.
func randomDocument(r *rand.Rand, s *shape) string {
	switch r.IntN(8) {
	case 0:
		return "null"
	case 1, 2:
		var items []string
		for range r.IntN(4) {
			items = append(items, randomDocument(r, s))
		}
		return "[" + strings.Join(items, pick(r, ",", " , ")) + "]"
	}
	var members []string
	order := r.Perm(len(names))
	for _, i := range order[:r.IntN(len(names)+1)] {
		value := randomScalar(r)
		for at, rule := range s.rules {
			if rule.Member == names[i] && r.IntN(6) > 0 {
				value = randomMember(r, &rule, s.inner[at])
			}
		}
		if names[i] == s.typeKey && r.IntN(6) > 0 {
			value = pick(r, `"A"`, `"B"`, `"\u0043"`)
		}
		members = append(members, randomName(r, names[i])+pick(r, ":", " : ")+value)
	}
	return "{" + strings.Join(members, pick(r, ",", ",\n ")) + pick(r, "}", " }")
}

func randomMember(r *rand.Rand, rule *jsonscan.Rule, inner *shape) string {
	switch {
	case rule.Do == jsonscan.Rename:
		return pick(r, `"A"`, `"B"`, `"\u0041"`)
	case inner != nil:
		return randomDocument(r, inner)
	case rule.Do == jsonscan.Slot && rule.KeyFrom == nil:
		var values []string
		for range rule.Arity {
			values = append(values, randomScalar(r))
		}
		return "[" + strings.Join(values, pick(r, ",", ", ")) + "]"
	}
	return randomScalar(r)
}

func randomName(r *rand.Rand, name string) string {
	if r.IntN(12) == 0 {
		return fmt.Sprintf(`"\u%04x"`, name[0])
	}
	return `"` + name + `"`
}

func randomScalar(r *rand.Rand) string {
	return pick(r, `1`, `-2.50e+3`, `"x"`, `"a longer \"string\" with \\ \u00e4"`, `true`, `null`, `{"a":[1]}`, `[ ]`, `"A"`)
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }
