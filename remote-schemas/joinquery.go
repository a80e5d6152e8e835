package remote

import (
	"context"
	"errors"
	"fmt"
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// joinQuery asks for the values of a link, for any number of rows in one request. It is
// immutable.
type joinQuery struct {
	source      *Source
	keys        int // values in a row's key
	columns     []*joinColumn
	vars        []variable // the same for all rows
	declared    string     // their declarations
	fragments   string
	reads       planner.Reads
	fingerprint planner.Fingerprint
}

// joinColumn is one field of the link, with arguments and selection.
type joinColumn struct {
	// pieces is the text of the field, cut where the name of a row's variable goes:
	// vars[i] stands between pieces[i] and pieces[i+1].
	pieces []string
	vars   []variable
	path   []string // the names of the fields from root to leaf
}

var _ planner.Query = (*joinQuery)(nil)

// Fingerprint identifies the work.
func (q *joinQuery) Fingerprint() planner.Fingerprint { return q.fingerprint }

// Reads tells what the answer depends on.
func (q *joinQuery) Reads() planner.Reads { return q.reads }

// Deps tells that changes cannot be observed.
func (q *joinQuery) Deps() []planner.Dep { return q.source.deps() }

// String returns the document for one row.
func (q *joinQuery) String() string { return string(q.appendDocument(nil, 1)) }

// chunk is the rows of one request: they share session and parameters.
type chunk struct {
	params *planner.Params
	rows   []int
}

// Run sends one request for all rows with one set of params, unless a configured maximum
// splits it. Rows of different sessions never share one: their headers differ.
func (q *joinQuery) Run(ctx context.Context, in *planner.Input, out *planner.Output) error {
	chunks := q.chunks(in)
	return together(ctx, len(chunks), func(i int) {
		if err := q.runChunk(ctx, in, &chunks[i], out); err != nil {
			for _, row := range chunks[i].rows {
				failRows(out, row, row+1, err)
			}
		}
	})
}

func (q *joinQuery) chunks(in *planner.Input) []chunk {
	bySet := make([][]int, len(in.Params))
	for row := range in.Rows {
		set := in.Rows[row].Params
		bySet[set] = append(bySet[set], row)
	}
	var chunks []chunk
	for set, rows := range bySet {
		for len(rows) > 0 {
			n := len(rows)
			if q.source.opts.MaxKeys > 0 {
				n = min(n, q.source.opts.MaxKeys)
			}
			chunks = append(chunks, chunk{params: in.Params[set], rows: rows[:n]})
			rows = rows[n:]
		}
	}
	return chunks
}

func (q *joinQuery) runChunk(ctx context.Context, in *planner.Input, c *chunk, out *planner.Output) error {
	body, err := q.request(in, c)
	if err != nil {
		return err
	}
	res, err := q.source.post(ctx, c.params, body)
	if err != nil {
		return err
	}
	members, err := q.source.joinData(res.Body)
	if err != nil {
		return err
	}
	values := byOrdinal(members, len(c.rows)*len(q.columns))
	for i, row := range c.rows {
		for col, column := range q.columns {
			value, err := column.unwrap(values[i*len(q.columns)+col], i*len(q.columns)+col)
			if err != nil {
				return err
			}
			out.Set(row, col, value)
		}
	}
	return nil
}

// request returns the JSON of a request.
func (q *joinQuery) request(in *planner.Input, c *chunk) ([]byte, error) {
	dst := appendRequest(nil, string(q.appendDocument(nil, len(c.rows))), "")
	dst, err := appendVariables(dst, q.vars, c.params, nil)
	if err != nil {
		return nil, err
	}
	separate := len(q.vars) > 0
	var key [][]byte
	for i, row := range c.rows {
		key, err = jsonspan.Array(in.Rows[row].Key, key[:0])
		if err != nil || len(key) != q.keys {
			return nil, errors.Join(fmt.Errorf("remote schema %s: a key of %d values was expected", q.source.opts.Name, q.keys), err)
		}
		for col, column := range q.columns {
			for n := range column.vars {
				if separate {
					dst = append(dst, ',')
				}
				separate = true
				dst = append(dst, '"')
				dst = append(appendRowVariable(dst, i*len(q.columns)+col, n), '"', ':')
				if dst, err = column.vars[n].append(dst, c.params, key); err != nil {
					return nil, err
				}
			}
		}
	}
	return append(dst, "}}"...), nil
}

// appendDocument appends the document for n rows: `query(...){f0:... f1:... }` and the
// fragments.
func (q *joinQuery) appendDocument(dst []byte, n int) []byte {
	dst = append(dst, "query"...)
	dst = q.appendDeclarations(dst, n)
	dst = append(dst, '{')
	for ordinal := range n * len(q.columns) {
		column := q.columns[ordinal%len(q.columns)]
		if ordinal > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, 'f')
		dst = strconv.AppendInt(dst, int64(ordinal), 10)
		dst = append(dst, ':')
		for i, piece := range column.pieces {
			if i > 0 {
				dst = appendRowVariable(dst, ordinal, i-1)
			}
			dst = append(dst, piece...)
		}
	}
	return append(append(dst, '}'), q.fragments...)
}

func (q *joinQuery) appendDeclarations(dst []byte, n int) []byte {
	start := len(dst)
	dst = append(append(dst, '('), q.declared...)
	separate := q.declared != ""
	for ordinal := range n * len(q.columns) {
		for i := range q.columns[ordinal%len(q.columns)].vars {
			if separate {
				dst = append(dst, ',')
			}
			separate = true
			dst = append(dst, '$')
			dst = append(appendRowVariable(dst, ordinal, i), ':')
			dst = append(dst, q.columns[ordinal%len(q.columns)].vars[i].typ.String()...)
		}
	}
	if !separate {
		return dst[:start]
	}
	return append(dst, ')')
}

// appendRowVariable appends the name of variable i of the field with an ordinal.
func appendRowVariable(dst []byte, ordinal, i int) []byte {
	dst = append(dst, 'k')
	dst = strconv.AppendInt(dst, int64(ordinal), 10)
	dst = append(dst, '_')
	return strconv.AppendInt(dst, int64(i), 10)
}
