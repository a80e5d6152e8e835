package planner

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/planner/jsonspan"
)

// finishMerged settles a list that several calls answer, and merges their answers: the parts
// of a shared field know only their own items.
func (r *Result) finishMerged(row *resultRow, f *ReplyField, request int) {
	columns := f.Columns()
	lists := make([][]byte, len(columns))
	for i, c := range columns {
		a := r.root(c.Call)
		at := r.rowOf(a, request)
		size, failed := r.settle(a, at, c.Column)
		row.failed = row.failed.before(failed)
		if row.failed.fault == nil {
			lists[i] = a.appendCell(make([]byte, 0, size), at, c.Column)
		}
	}
	if row.failed.fault != nil {
		return
	}
	merged, err := mergeLists(lists)
	if err != nil {
		a := r.root(f.Call)
		row.failed = failure{faultOf(fmt.Errorf("merging %s: %w", f.Key, err)), a.call.ranks[f.Column]}
		return
	}
	if row.merged == nil {
		row.merged = map[*ReplyField][]byte{}
	}
	row.merged[f] = merged
	row.size += len(merged)
}

// mergeLists merges JSON arrays of one length, item by item: of each the first that is not
// null.
func mergeLists(lists [][]byte) ([]byte, error) {
	items := make([][][]byte, len(lists))
	size := 0
	for i, list := range lists {
		var err error
		if items[i], err = jsonspan.Array(list, nil); err != nil {
			return nil, err
		}
		if len(items[i]) != len(items[0]) {
			return nil, errUnevenLists
		}
		size += len(list)
	}
	dst := append(make([]byte, 0, size), '[')
	for n := range items[0] {
		if n > 0 {
			dst = append(dst, ',')
		}
		item := jsonNull
		for i := range items {
			if !jsonspan.Null(items[i][n]) {
				item = items[i][n]
				break
			}
		}
		dst = append(dst, item...)
	}
	return append(dst, ']'), nil
}

var errUnevenLists = errors.New("sources that share a list have answered different numbers of items")
