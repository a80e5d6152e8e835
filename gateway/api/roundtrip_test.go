package api_test

import (
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/metadatatest"
	"github.com/weftql/weft/planner"
)

// What is exported, applied again and exported again is the same, byte for byte, by all ways
// to apply it, and a server that starts on the same catalog exports it too.
func TestExportedMetadataIsAFixedPoint(t *testing.T) {
	t.Parallel()
	g := start(t, "create schema app; create table app.users (a text primary key, b int); create table zebra (id int primary key, y text)")
	const documents = 80
	taken := 0
	for seed := range uint64(documents) {
		document := metadatatest.Generate(rand.New(rand.NewPCG(seed, 2)))
		if _, err := metadata.Decode(document); err != nil {
			continue
		}
		status, answer := g.post("/v1/metadata", planner.Admin, `{"type":"replace_metadata","args":{"allow_inconsistent_metadata":true,"metadata":`+string(document)+`}}`)
		if status != http.StatusOK {
			if strings.Contains(string(answer), `"code":"unexpected"`) {
				t.Fatalf("seed %d: %d %s\n%s", seed, status, answer, document)
			}
			continue
		}
		taken++
		_, exported := g.export()
		for _, apply := range []string{
			`{"type":"replace_metadata","version":2,"args":{"allow_inconsistent_metadata":true,"metadata":` + exported + `}}`,
			`{"type":"reload_metadata","args":{}}`,
		} {
			g.must("/v1/metadata", apply)
			if _, again := g.export(); again != exported {
				t.Fatalf("seed %d: %s\nexported in two ways: %s", seed, document, cmp.Diff(exported, again))
			}
		}
		if taken%20 == 1 {
			if _, elsewhere := g.replica().export(); elsewhere != exported {
				t.Fatalf("seed %d: %s\nanother server exports: %s", seed, document, cmp.Diff(exported, elsewhere))
			}
		}
		throughDirectory(t, g, exported)
	}
	t.Logf("%d of %d documents were taken", taken, documents)
	if taken < documents/8 {
		t.Errorf("only %d of %d documents were taken: they prove too little", taken, documents)
	}
}

// throughDirectory exports into files, applies what is read from them, and exports again.
func throughDirectory(t *testing.T, g *gateway, exported string) {
	t.Helper()
	root := t.TempDir()
	if err := metadata.WriteDirectory(root, []byte(exported)); err != nil {
		t.Fatal(err)
	}
	g.must("/v1/metadata", `{"type":"replace_metadata","args":{"allow_inconsistent_metadata":true,"metadata":`+string(readDirectory(t, root))+`}}`)
	_, first := g.export()
	if err := metadata.WriteDirectory(root, []byte(first)); err != nil {
		t.Fatal(err)
	}
	g.must("/v1/metadata", `{"type":"replace_metadata","args":{"allow_inconsistent_metadata":true,"metadata":`+string(readDirectory(t, root))+`}}`)
	if _, second := g.export(); second != first {
		t.Fatalf("through files in two ways: %s", cmp.Diff(first, second))
	}
}

func readDirectory(t *testing.T, root string) []byte {
	t.Helper()
	_, document, err := metadata.DirectoryDocument(os.DirFS(root))
	if err != nil {
		t.Fatal(err)
	}
	return document
}
