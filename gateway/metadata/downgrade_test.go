package metadata_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/metadata"
)

func TestDowngradeKeepsTheOneDatabase(t *testing.T) {
	got, err := metadata.Downgrade([]byte(`{"version":3,"sources":[{"name":"default","kind":"postgres","tables":[{"table":"t"}],"functions":[1]}],"actions":[2],"custom_types":{"a":1},"network":{"b":1}}`))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"version":2,"tables":[{"table":"t"}],"functions":[1],"actions":[2],"custom_types":{"a":1},"network":{"b":1}}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for _, document := range []string{
		`{"version":3,"sources":[]}`,
		`{"version":3,"sources":[{"name":"other"}]}`,
		`{"version":3,"sources":[{"name":"default"},{"name":"other"}]}`,
	} {
		if got, err := metadata.Downgrade([]byte(document)); err == nil {
			t.Errorf("%s became %s", document, got)
		}
	}
}
