package metadata_test

import (
	"os"
	"testing"

	"github.com/weftql/weft/gateway/metadata"
)

func BenchmarkScratchDecode(b *testing.B) {
	text, err := os.ReadFile("/tmp/scale/doc.json")
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := metadata.Decode(text); err != nil {
			b.Fatal(err)
		}
	}
}
func BenchmarkScratchDirectory(b *testing.B) {
	dir := os.DirFS("/tmp/scale/dir")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := metadata.ReadDirectory(dir); err != nil {
			b.Fatal(err)
		}
	}
}
