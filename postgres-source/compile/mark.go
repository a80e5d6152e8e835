package compile

import (
	"slices"

	"github.com/weftql/weft/postgres-source/ir"
)

// markSetting is a setting of the transaction that tells, while a row is written, whether it
// was there before. Nobody else reads it.
const markSetting = "weft.upserted"

const (
	markChangedRow = "yes"
	markNothing    = ""
)

// markChanged makes an upsert into partitions check each row as it should: of those the
// database tells nothing about who locked them. It writes row by row, so the last thing that
// the clause's condition does for a row that is to be changed is to mark it; reading the mark
// takes it away, and so does the beginning of the next row, for a trigger may have swallowed
// the change.
func markChanged(w *ir.Insert, inserted, updated ir.Expr) {
	w.Conflict.Where = &ir.Case{When: orTrue(w.Conflict.Where), Then: setMark(markChangedRow)}
	mark := call("current_setting", &ir.Text{Value: markSetting}, &ir.Bool{Value: true})
	w.Check = &ir.Case{
		When: &ir.Compare{Op: ir.Eq, Left: mark, Right: &ir.Text{Value: markChangedRow}},
		Then: &ir.Case{When: setMark(markNothing), Then: orTrue(updated)},
		Else: orTrue(inserted),
	}
	w.Begin, w.Strict = setMark(markNothing), conjunction([]ir.Expr{inserted, updated})
}

// setMark always holds.
func setMark(value string) ir.Expr {
	text := &ir.Text{Value: value}
	return &ir.Compare{Op: ir.Eq, Left: call("set_config", &ir.Text{Value: markSetting}, text, &ir.Bool{Value: true}), Right: text}
}

// beginTuples makes the first value of each tuple do what the insert's Begin does. If one has
// no value, all rows must pass the strict check.
func beginTuples(w *ir.Insert) {
	if w.Begin == nil || w.Tuples == nil {
		return
	}
	begin := w.Begin
	w.Begin = nil
	begun := func(e ir.Expr) ir.Expr { return &ir.Case{When: begin, Then: e} }
	if len(w.Fixed) > 0 {
		w.Fixed = slices.Clone(w.Fixed)
		w.Fixed[0].Value = begun(w.Fixed[0].Value)
		return
	}
	for _, tuple := range w.Tuples {
		i := slices.IndexFunc(tuple, func(e ir.Expr) bool { return e != nil })
		if i < 0 {
			w.Check = w.Strict
			continue
		}
		tuple[i] = begun(tuple[i])
	}
}
