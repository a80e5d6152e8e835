package planner_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

func TestParseReadsCharactersEscapedAsHalves(t *testing.T) {
	cases := []struct{ name, literal, want string }{
		{"a pair", `"a\uD83D\uDE00b"`, "a😀b"},
		{"in lower case, one after the other", `"\ud83d\ude00\ud83d\ude01"`, "😀😁"},
		{"beside other escapes", `"\\uD83D\n\u00e9\uD83D\uDE00\""`, "\\uD83D\né😀\""},
		{"a block string has no escapes", `"""\uD83D\uDE00"""`, `\uD83D\uDE00`},
		{"after a comment with a quote", "# \"\n\"\\uD83D\\uDE00\"", "😀"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			doc, err := planner.Parse("{ f(a: " + c.literal + ") }")
			if err != nil {
				t.Fatal(err)
			}
			if got := doc.Operations[0].SelectionSet[0].(*ast.Field).Arguments[0].Value.Raw; got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestParseRefusesHalvesOfCharacters(t *testing.T) {
	for _, literal := range []string{`"\uD83D"`, `"\uDE00"`, `"\uDE00\uD83D"`, `"\uD83D\u0041"`, `"\uD83Dx\uDE00"`, `"\uD83D\\uDE00"`} {
		if _, err := planner.Parse("{ f(a: " + literal + ") }"); err == nil || err.Error() == "" {
			t.Errorf("%s is accepted", literal)
		}
	}
}
