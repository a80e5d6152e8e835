package metadata_test

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/metadatatest"
)

// generatedDocuments calls check for many documents, as they are stored.
func generatedDocuments(t *testing.T, count int, check func(t *testing.T, stored []byte)) {
	t.Helper()
	readable := 0
	for seed := range uint64(count) {
		document := metadatatest.Generate(rand.New(rand.NewPCG(seed, 1)))
		doc, err := metadata.Decode(document)
		if err != nil {
			continue
		}
		readable++
		stored, err := doc.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if check(t, stored); t.Failed() {
			t.Fatalf("seed %d: %s", seed, document)
		}
	}
	if readable < count/8 {
		t.Errorf("only %d of %d documents could be read: they prove too little", readable, count)
	}
}

func TestEverythingIsRead(t *testing.T) {
	if _, err := metadata.Decode(metadatatest.Everything); err != nil {
		t.Error(err)
	}
}

func TestStoredDocumentIsAFixedPoint(t *testing.T) {
	t.Parallel()
	generatedDocuments(t, 200, func(t *testing.T, stored []byte) {
		again, err := metadata.Decode(stored)
		if err != nil {
			t.Fatalf("what is stored cannot be read: %v\n%s", err, stored)
		}
		got, err := again.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, stored) {
			t.Errorf("stored in two ways: %s", cmp.Diff(string(stored), string(got)))
		}
	})
}

func TestDirectoryIsAFixedPointOfWholeDocuments(t *testing.T) {
	t.Parallel()
	generatedDocuments(t, 100, func(t *testing.T, stored []byte) {
		files, err := metadata.DirectoryFiles(stored)
		if err != nil {
			t.Fatal(err)
		}
		dir := fstest.MapFS{}
		for name, data := range files {
			dir[name] = &fstest.MapFile{Data: data}
		}
		doc, err := metadata.ReadDirectory(dir)
		if err != nil {
			t.Fatalf("%v\n%s", err, stored)
		}
		got, err := doc.Encode()
		if err != nil {
			t.Fatal(err)
		}
		again, err := metadata.DirectoryFiles(got)
		if err != nil {
			t.Fatal(err)
		}
		if !maps.EqualFunc(files, again, bytes.Equal) {
			t.Errorf("written in two ways: %s", cmp.Diff(asTexts(files), asTexts(again)))
		}
	})
}

func asTexts(files map[string][]byte) map[string]string {
	out := map[string]string{}
	for name, data := range files {
		out[name] = string(data)
	}
	return out
}

func TestWrittenDirectoryIsTheSameEachTime(t *testing.T) {
	root := t.TempDir()
	generatedDocuments(t, 40, func(t *testing.T, stored []byte) {
		if err := metadata.WriteDirectory(root, stored); err != nil {
			t.Fatal(err)
		}
		_, document, err := metadata.DirectoryDocument(os.DirFS(root))
		if err != nil {
			t.Fatal(err)
		}
		want, err := metadata.DirectoryFiles(stored)
		if err != nil {
			t.Fatal(err)
		}
		if err := metadata.WriteDirectory(root, document); err != nil {
			t.Fatal(err)
		}
		for name, data := range want {
			got, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
			if err != nil || !bytes.Equal(got, data) {
				t.Errorf("%s: %v\n%s", name, err, cmp.Diff(string(data), string(got)))
			}
		}
	})
}
