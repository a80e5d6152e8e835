package metadata_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/weftql/weft/postgres-source/metadata"
)

func TestSourcesAreEqualWhenTheyAreWrittenAlike(t *testing.T) {
	read := func(text string) *metadata.Source {
		s, err := metadata.Decode([]byte(text), nil)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	whole := read(wholeSource)
	if !metadata.Equal(whole, read(wholeSource)) {
		t.Error("a source read twice is not equal to itself")
	}
	shared := *whole
	shared.Tables = append([]*metadata.Table(nil), whole.Tables...)
	if !metadata.Equal(whole, &shared) {
		t.Error("a copy that shares its tables is not equal")
	}
	for _, change := range [][2]string{
		{`"role":"u","permission":{"filter":{}}}`, `"role":"v","permission":{"filter":{}}}`},
		{`"is_enum":true,`, ``},
		{`"root_field_name":"q"`, `"root_field_name":"p"`},
		{`"isolation_level":"serializable"`, `"isolation_level":"read-committed"`},
	} {
		changed := strings.Replace(wholeSource, change[0], change[1], 1)
		if changed == wholeSource || !json.Valid([]byte(changed)) {
			t.Fatalf("nothing to change: %s", change[0])
		}
		if metadata.Equal(whole, read(changed)) {
			t.Errorf("%s and %s are taken for equal", change[0], change[1])
		}
	}
	fewer := *whole
	fewer.Tables = nil
	if metadata.Equal(whole, &fewer) {
		t.Error("a source without tables is taken for one with a table")
	}
}
