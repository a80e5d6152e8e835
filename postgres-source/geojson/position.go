package geojson

import (
	"strconv"

	"github.com/weftql/weft/planner"
)

// dimensions are those of a position that count.
const dimensions = 3

// samePosition compares two positions as numbers: 1 and 1.0 are one place.
func samePosition(a, b *planner.Value) bool {
	n := min(len(a.Items), dimensions)
	if n != min(len(b.Items), dimensions) {
		return false
	}
	for i := range n {
		if a.Items[i].Text != b.Items[i].Text && float(a.Items[i]) != float(b.Items[i]) {
			return false
		}
	}
	return true
}

func float(v *planner.Value) float64 {
	f, _ := strconv.ParseFloat(v.Text, 64) // of a number; too great is infinite
	return f
}
