package ir

// Page is a page of rows in a total order, with what lies beyond it: a Relay connection
// (contract/postgres-graphql.md 5.8). Inside Value, [Edges] lists the page's rows,
// [AtEdge] reads its first or last one, and [Beyond] asks for rows outside of it.
type Page struct {
	// Rows are the page: ordered away from where it starts, and limited.
	Rows *Rows
	// Row is a row of Rows as a value of its table's type.
	Row *RowOf
	// Backward is set when Rows come in the reverse of the order they are shown in.
	Backward bool
	// Keys are the values of Rows that the order compares, in its sequence.
	Keys  []Expr
	Value Expr
}

// Edges lists the rows of the enclosing [Page] in the order they are shown.
type Edges struct{ Row *Object }

// AtEdge is a value of the first or last shown row of the enclosing [Page], over the page's
// own rows; NULL when the page is empty.
type AtEdge struct {
	Last  bool
	Value Expr
}

// Beyond tells whether there is a row, of the same set as the enclosing [Page]'s, after its
// last or before its first shown row. Rows' condition says which with [EdgeKey].
type Beyond struct {
	Last bool
	Rows *Rows
}

// EdgeKey is one of the page's Keys at the edge that the enclosing [Beyond] looks over.
type EdgeKey struct{ Index int }

func (*Page) expr()    {}
func (*Edges) expr()   {}
func (*AtEdge) expr()  {}
func (*Beyond) expr()  {}
func (*EdgeKey) expr() {}
