package jsonpath_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/postgres-source/jsonpath"
)

func TestPathsOfTheContract(t *testing.T) {
	for path, want := range map[string][]string{
		"$":                    {},
		"$.a.b[0].c":           {"a", "b", "0", "c"},
		"a.b":                  {"a", "b"},
		".a":                   {"a"},
		`$["odd key"]`:         {"odd key"},
		`['x y']`:              {"x y"},
		`$["a\"b"]`:            {`a"b`},
		`$['}\'::text[]; --']`: {`}'::text[]; --`},
		"a-b_c.0":              {"a-b_c", "0"},
	} {
		got, err := jsonpath.Parse(path)
		if err != nil || !cmp.Equal(got, want) {
			t.Errorf("%s: got %q, %v, want %q", path, got, err, want)
		}
	}
}

func TestBadPathsAreNamed(t *testing.T) {
	for _, path := range []string{"", "a..b", "$a", "a[", "a[x]", `["a`, `["a"`, "a b", "$.", "[]", `[""]`, "ä"} {
		_, err := jsonpath.Parse(path)
		if err == nil || !strings.HasPrefix(err.Error(), "parse json path error: "+path+". Accept letters") {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func FuzzParseNeverPanics(f *testing.F) {
	f.Add(`$.a["b"][0]`)
	f.Fuzz(func(t *testing.T, path string) {
		if steps, err := jsonpath.Parse(path); err == nil && steps == nil {
			t.Errorf("%q: neither steps nor an error", path)
		}
	})
}
