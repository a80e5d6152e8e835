package upstream_test

import (
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/remote-schemas/internal/remotetest"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// FuzzDecode reads what a server may answer: it must give an error or a schema that can be
// walked, never a panic.
func FuzzDecode(f *testing.F) {
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(remotetest.Introspection(schema))
	for _, seed := range []string{
		`{"data":{"__schema":{"queryType":{"name":"Q"},"types":[{"kind":"OBJECT","name":"Q","interfaces":[{"kind":"INTERFACE","name":"Q"}],"fields":[]}]}}}`,
		`{"data":{"__schema":{"queryType":{"name":"Q"},"types":[null,{"kind":"INPUT_OBJECT","name":"Q","inputFields":[{"name":"a","type":null,"defaultValue":"{a:$b}"}]}]}}}`,
		`{"data":{"__schema":{"queryType":{"name":"U"},"types":[{"kind":"UNION","name":"U","possibleTypes":[{"kind":"LIST","ofType":{"kind":"X","name":"U"}}]}]}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s, err := upstream.Decode(body)
		if err != nil {
			return
		}
		for _, name := range s.Reachable() {
			if s.Types[name] == nil {
				t.Fatalf("type %q is reachable and not there", name)
			}
		}
	})
}
