package jsonscan_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner/internal/jsonscan"
)

// rows is a list of 1000 rows of about 230 bytes, as a join's parent answers it.
func rows() []byte {
	var b strings.Builder
	b.WriteByte('[')
	for i := range 1000 {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"id":%d,"name":"a customer with a name of some length","created_at":"2024-05-06T07:08:09.123456+00:00",`+
			`"tags":["one","two","three"],"address":{"street":"Street No. %d","city":"Somewhere"},"shop":[%d],"active":true,"total":12345.67}`, i, i, i%50)
	}
	b.WriteByte(']')
	return []byte(b.String())
}

func BenchmarkScan(b *testing.B) {
	src, shape := rows(), rules(slot("shop", 0, 1))
	b.Run("scan", func(b *testing.B) {
		var f jsonscan.Found
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			f.Reset()
			if _, _, err := f.Scan(src, shape); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("scan long strings", func(b *testing.B) {
		long := []byte(`[{"text":"` + strings.Repeat("some prose ", 10_000) + `","shop":[1]}]`)
		var f jsonscan.Found
		b.SetBytes(int64(len(long)))
		for b.Loop() {
			f.Reset()
			if _, _, err := f.Scan(long, shape); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("scan and splice", func(b *testing.B) {
		var f jsonscan.Found
		dst := make([]byte, 0, 2*len(src))
		b.SetBytes(int64(len(src)))
		b.ReportAllocs()
		for b.Loop() {
			f.Reset()
			if _, _, err := f.Scan(src, shape); err != nil {
				b.Fatal(err)
			}
			dst = jsonscan.Splice(dst[:0], src, f.Places, constant{})
		}
	})
	b.Run("encoding/json only checking", func(b *testing.B) {
		b.SetBytes(int64(len(src)))
		for b.Loop() {
			if !json.Valid(src) {
				b.Fatal("not valid")
			}
		}
	})
}
