package planner

import "slices"

// Params are the per-request values one or more rows run with.
type Params struct {
	Session *Session
	// Headers are the client's, for sources that forward them, by canonical name. They
	// must not be changed.
	Headers map[string][]string
	// RequestID identifies the request in logs and at upstreams.
	RequestID string
	// Request is what the client sent.
	Request *Request

	values []*Value // by Param
	bound  []bound  // by question of the query that runs with the params
}

// Value returns the parameter's value in this request. It is borrowed and must not be
// changed.
func (p *Params) Value(param Param) *Value { return p.values[param.index] }

// Request is one GraphQL request as a client sent it.
type Request struct {
	Query         string
	OperationName string
	Variables     *Value // an object, or nil
}

// Row is one run of a query.
type Row struct {
	Params int32  // index into Input.Params
	Key    []byte // a JSON array of known arity without nulls; nil for roots
}

// Input is what a query runs over. It is borrowed for the length of Run.
type Input struct {
	Params []*Params // distinct
	Rows   []Row
}

// ParamsOf returns the per-request values of a row.
func (in *Input) ParamsOf(row int) *Params { return in.Params[in.Rows[row].Params] }

// Output collects the answers of one run: one JSON value per row and column. Several
// goroutines may fill it as long as each (row, column) is filled by one of them.
type Output struct {
	rows, columns int
	cells         []cell
	arena         []byte   // of the cells that were copied
	next          []*Value // by row; nil unless the query is a [Stepper]
	cookies       cookies
}

type cell struct {
	json  []byte
	err   error
	final bool
}

// NewOutput returns an output with every cell empty. An empty cell reads as null.
func NewOutput(rows, columns int) *Output {
	return &Output{rows: rows, columns: columns, cells: make([]cell, rows*columns)}
}

// init makes the output fit, with every cell empty; it keeps the memory.
func (o *Output) init(rows, columns int) {
	o.rows, o.columns = rows, columns
	o.cells = slices.Grow(o.cells[:0], rows*columns)[:rows*columns]
}

// Rows returns the number of rows.
func (o *Output) Rows() int { return o.rows }

// Columns returns the number of columns.
func (o *Output) Columns() int { return o.columns }

// Set gives the cell its JSON value. The output takes ownership of the bytes.
func (o *Output) Set(row, col int, json []byte) { o.cells[row*o.columns+col].json = json }

// Copy gives the cell a copy of a JSON value that the caller goes on to use, in memory that
// is used again when the run's result has been released. Only one goroutine may copy.
func (o *Output) Copy(row, col int, json []byte) {
	if len(o.arena)+len(json) > cap(o.arena) {
		// What was copied before stays where it is: cells refer to it.
		o.arena = make([]byte, 0, max(len(json), min(2*cap(o.arena), roomyArena), leastArena))
	}
	start := len(o.arena)
	o.arena = append(o.arena, json...)
	o.Set(row, col, o.arena[start:len(o.arena):len(o.arena)])
}

const (
	leastArena = 1 << 10
	// roomyArena is from where on an arena is not kept.
	roomyArena = 256 << 10
)

// size returns how many bytes all cells have.
func (o *Output) size() (n int64) {
	for i := range o.cells {
		n += int64(len(o.cells[i].json))
	}
	return n
}

// Fail gives the cell an error instead of a value.
func (o *Output) Fail(row, col int, err error) { o.cells[row*o.columns+col].err = err }

// Get returns the cell's JSON (null when it was never set, or set to nothing) and error.
// The bytes are borrowed from the output.
func (o *Output) Get(row, col int) ([]byte, error) {
	c := &o.cells[row*o.columns+col]
	if len(c.json) == 0 && c.err == nil {
		return jsonNull, nil
	}
	return c.json, c.err
}

var jsonNull = []byte("null")

// AddCookie passes a Set-Cookie value of an upstream on to the client
// (contract/remote-schemas-and-joins.md 4.3).
func (o *Output) AddCookie(setCookie string) { o.cookies.add(setCookie) }
