package metadata_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/postgres-source/metadata"
)

// checkFixedPoint: whatever can be read is exported in a form that, read again, is exported the same.
func checkFixedPoint(t *testing.T, document []byte) (read bool) {
	t.Helper()
	first, err := metadata.Decode(document, nil)
	if err != nil {
		return false
	}
	exported := metadata.Append(nil, first)
	second, err := metadata.Decode(exported, nil)
	if err != nil {
		t.Fatalf("exported as %s, which is refused: %v; from %s", exported, err, document)
	}
	again := metadata.Append(nil, second)
	if !bytes.Equal(exported, again) {
		t.Fatalf("exported in two ways, first -, then +: %s", cmp.Diff(string(exported), string(again)))
	}
	third, err := metadata.Decode(again, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(second, third); diff != "" {
		t.Fatalf("%s: %s", document, diff)
	}
	return true
}

func everything(tb testing.TB) []byte {
	tb.Helper()
	document, err := os.ReadFile("testdata/everything.json")
	if err != nil {
		tb.Fatal(err)
	}
	return document
}

// Parts of the document with everything in it, members left out, shuffled or made null at
// random, are documents of every kind.
func TestExportIsAFixedPointForPartsOfEverything(t *testing.T) {
	t.Parallel()
	var whole any
	if err := json.Unmarshal(everything(t), &whole); err != nil {
		t.Fatal(err)
	}
	const documents = 600
	read := 0
	for seed := range uint64(documents) {
		r := rand.New(rand.NewPCG(seed, 0))
		part, err := json.Marshal(thin(r, whole, r.Float64()*0.03))
		if err != nil {
			t.Fatal(err)
		}
		if checkFixedPoint(t, part) {
			read++
		}
	}
	if read < documents/8 {
		t.Errorf("only %d of %d documents could be read: they prove too little", read, documents)
	}
}

// thin copies v with each member or item left out with probability p, lists shuffled.
func thin(r *rand.Rand, v any, p float64) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for _, key := range slices.Sorted(maps.Keys(v)) { // the same for the same seed
			member := v[key]
			switch {
			case r.Float64() < p:
			case r.Float64() < p/4:
				out[key] = nil
			default:
				out[key] = thin(r, member, p)
			}
		}
		return out
	case []any:
		out := []any{}
		for _, i := range r.Perm(len(v)) {
			if r.Float64() >= p {
				out = append(out, thin(r, v[i], p))
			}
		}
		return out
	}
	return v
}

func FuzzExportIsAFixedPoint(f *testing.F) {
	f.Add(everything(f))
	f.Add([]byte(`{"name":"s","tables":[{"table":"t"}],"configuration":{"connection_info":{"database_url":"x"}}}`))
	f.Fuzz(func(t *testing.T, document []byte) { checkFixedPoint(t, document) })
}
