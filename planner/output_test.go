package planner_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
)

func TestCopiedCellsKeepTheirBytes(t *testing.T) {
	const rows = 300
	out := planner.NewOutput(rows, 2)
	want := func(row, col int) string { return fmt.Sprintf(`"%d %d %s"`, row, col, strings.Repeat("x", row*7%2000)) }
	var borrowed []byte
	for row := range rows {
		for col := range 2 {
			borrowed = append(borrowed[:0], want(row, col)...)
			out.Copy(row, col, borrowed)
			clear(borrowed) // the caller goes on to use it
		}
	}
	for row := range rows {
		for col := range 2 {
			got, err := out.Get(row, col)
			if err != nil || string(got) != want(row, col) {
				t.Fatalf("row %d, column %d: %s, %v", row, col, got, err)
			}
			if cap(got) != len(got) {
				t.Fatalf("row %d, column %d can grow into the next", row, col)
			}
		}
	}
	out.Copy(0, 0, nil)
	if got, _ := out.Get(0, 0); !bytes.Equal(got, []byte("null")) {
		t.Errorf("nothing reads as %s", got)
	}
}
