package postgres

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/compile"
	"github.com/weftql/weft/postgres-source/sqltext"
)

// batch is one run of a query: its rows, the texts of their parameters, and where the
// answers go.
type batch struct {
	q   *query
	in  *planner.Input
	out *planner.Output
	// texts holds, per set of parameters, the text of every input, nil for NULL.
	texts [][][]byte
	// rows are the rows that still have to be answered.
	rows []int
	keys [][]string // per row of in; nil for roots
	// cursors are where streams go on, by row.
	cursors map[int]*planner.Value

	// what texts and rows are at first: most batches are one row.
	oneText [1][][]byte
	oneRow  [1]int
	fewArgs [4][]byte
}

func newBatch(q *query, in *planner.Input, out *planner.Output) (*batch, error) {
	b := &batch{q: q, in: in, out: out}
	b.texts, b.rows = b.oneText[:0], b.oneRow[:0]
	failed := map[int32]error{}
	for i, p := range in.Params {
		texts, err := textsOf(q.read.Inputs, p, nil)
		if err != nil {
			failed[int32(i)] = err //nolint:gosec // far fewer than 2^31 cohorts
		}
		b.texts = append(b.texts, texts)
	}
	for row := range in.Rows {
		err := failed[in.Rows[row].Params]
		if err != nil && len(in.Rows) == 1 {
			return nil, err
		}
		if err != nil {
			b.fail(row, err)
			continue
		}
		b.rows = append(b.rows, row)
	}
	return b, b.readKeys()
}

// textsOf returns the texts of all inputs for one request as pgconn takes them: nil is NULL,
// and an empty text is not. State is nil except after a write.
func textsOf(inputs []compile.Input, p *planner.Params, state *compile.State) ([][]byte, error) {
	texts := make([][]byte, len(inputs))
	for i := range inputs {
		text, null, err := inputs[i].Text(p, state)
		switch {
		case err != nil:
			return nil, err
		case !null && text == nil:
			texts[i] = []byte{}
		case !null:
			texts[i] = text
		}
	}
	return texts, nil
}

func (b *batch) readKeys() error {
	types := b.q.read.Query.Keys
	if len(types) == 0 {
		return nil
	}
	b.keys = make([][]string, len(b.in.Rows))
	for _, row := range b.rows {
		key, err := keyTexts(b.in.Rows[row].Key, types)
		if err != nil {
			return err
		}
		b.keys[row] = key
	}
	return nil
}

// run answers the rows in one statement. Rows of several sets of parameters share it only
// as long as no set is at fault: then each set is asked for on its own, so that a value one
// client sent never fails another.
func (b *batch) run(ctx context.Context) error {
	if len(b.rows) == 0 {
		return nil
	}
	if len(b.in.Params) == 1 {
		return b.runAlone(ctx, b.rows)
	}
	sets := b.sets()
	if len(sets) == 1 {
		return b.runAlone(ctx, sets[0])
	}
	err := b.exec(ctx, b.q.mixed(), b.rows)
	var fault *planner.Fault
	if err == nil || !errors.As(err, &fault) || fault.Code != planner.CodeDataException {
		return err
	}
	for _, rows := range sets {
		if err := b.runAlone(ctx, rows); err != nil {
			for _, row := range rows {
				b.fail(row, err)
			}
		}
	}
	return nil
}

// sets groups the rows by the texts of the statement's parameters, compared byte by byte.
// A value that did not get into the statement (a condition that always holds) was looked up
// for its faults only.
func (b *batch) sets() [][]int {
	var sets [][]int
	index := map[string]int{}
	var buf []byte
	for _, row := range b.rows {
		buf = buf[:0]
		for _, p := range b.q.alone.Params {
			if p.Input < 0 {
				continue
			}
			text := b.texts[b.in.Rows[row].Params][p.Input]
			buf = strconv.AppendInt(buf, int64(len(text)), 10)
			buf = append(buf, ':')
			if text == nil {
				buf = append(buf, '-')
			}
			buf = append(buf, text...)
		}
		i, ok := index[string(buf)]
		if !ok {
			i = len(sets)
			index[string(buf)] = i
			sets = append(sets, nil)
		}
		sets[i] = append(sets[i], row)
	}
	return sets
}

// runAlone answers rows that have the same parameters.
func (b *batch) runAlone(ctx context.Context, rows []int) error {
	if b.keys != nil {
		return b.exec(ctx, b.q.alone, rows)
	}
	if err := b.exec(ctx, b.q.alone, rows[:1]); err != nil {
		return err
	}
	for _, row := range rows[1:] {
		for col := range b.out.Columns() {
			json, _ := b.out.Get(rows[0], col)
			b.out.Copy(row, col, json)
		}
		if cursor := b.cursors[rows[0]]; cursor != nil {
			b.out.Next(row, cursor)
		}
	}
	return nil
}

// exec runs a statement for rows and puts the answers in place. A result without ordinals
// is for the one row there is.
func (b *batch) exec(ctx context.Context, st sqltext.Statement, rows []int) error {
	args := b.args(st, rows)
	ordinals := len(b.q.read.Query.Keys) > 0 || len(rows) > 1
	read := b.q.pool.Read
	if b.q.read.Once {
		read = b.q.pool.ReadOnce
	}
	err := read(ctx, st.SQL, args, func(values [][]byte) error {
		row := rows[0]
		if ordinals {
			n, err := strconv.Atoi(string(values[0]))
			if err != nil || n < 1 || n > len(rows) {
				return errors.New("the database answered a row that was not asked for")
			}
			row, values = rows[n-1], values[1:]
		}
		b.set(row, values)
		return nil
	})
	return b.q.source.fault(err, st.SQL, args)
}

// set copies the values of one row, which are the connection's.
func (b *batch) set(row int, values [][]byte) {
	for col, v := range values {
		switch {
		case v == nil: // an empty cell reads as null
		case col >= b.out.Columns():
			b.next(row, v)
		default:
			b.out.Copy(row, col, v)
		}
	}
}

// next passes on the cursor of a stream.
func (b *batch) next(row int, json []byte) {
	v, err := planner.ParseValue(json)
	if err != nil || v.Kind == planner.Null {
		return
	}
	if b.cursors == nil {
		b.cursors = map[int]*planner.Value{}
	}
	b.cursors[row] = v
	b.out.Next(row, v)
}

func (b *batch) fail(row int, err error) {
	for col := range b.out.Columns() {
		b.out.Fail(row, col, err)
	}
}

// args returns the statement's parameters for the rows.
func (b *batch) args(st sqltext.Statement, rows []int) [][]byte {
	args := slices.Grow(b.fewArgs[:0], len(st.Params))[:len(st.Params)]
	for i, p := range st.Params {
		switch {
		case p.Key >= 0:
			args[i] = array(rows, func(row int) []byte { return []byte(b.keys[row][p.Key]) })
		case p.Each:
			args[i] = array(rows, func(row int) []byte { return b.texts[b.in.Rows[row].Params][p.Input] })
		default:
			args[i] = b.texts[b.in.Rows[rows[0]].Params][p.Input]
		}
	}
	return args
}

// array returns the literal of a text[] with one element per row.
func array(rows []int, of func(row int) []byte) []byte {
	dst := []byte{'{'}
	for i, row := range rows {
		if i > 0 {
			dst = append(dst, ',')
		}
		text := of(row)
		if text == nil {
			dst = append(dst, "NULL"...)
			continue
		}
		dst = append(dst, '"')
		for _, c := range text {
			if c == '"' || c == '\\' {
				dst = append(dst, '\\')
			}
			dst = append(dst, c)
		}
		dst = append(dst, '"')
	}
	return append(dst, '}')
}
