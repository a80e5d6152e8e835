package ir

// Page is a page of rows in a total order, with what lies beyond it: a Relay connection
// (contract/postgres-graphql.md 5.8). Inside Value, [Edges] lists the page's rows,
// [EdgeCursor] is the cursor of its first or last one, and [Beyond] asks for rows outside.
type Page struct {
	// Rows are the page: ordered away from where it starts, and limited.
	Rows *Rows
	// Row is a row of Rows as a value of its table's type.
	Row *RowOf
	// Backward is set when Rows come in the reverse of the order they are shown in.
	Backward bool
	// Cursor is the position of a row of Rows; nil when nothing asks for it.
	Cursor Expr
	// Keys are the values of Rows that the order compares, in its sequence; empty when
	// nothing lies beyond the page.
	Keys  []Expr
	Value Expr
}

// Edges lists the rows of the enclosing [Page] in the order they are shown.
type Edges struct{ Row *Object }

// RowCursor is the cursor of the row at hand, inside [Edges].
type RowCursor struct{}

// EdgeCursor is the cursor of the first or last shown row; NULL when the page is empty.
type EdgeCursor struct{ Last bool }

// Beyond tells whether there is a row, of the same set as the enclosing [Page]'s, after its
// last or before its first shown row. Rows' condition says which with [EdgeKey].
type Beyond struct {
	Last bool
	Rows *Rows
}

// EdgeKey is one of the page's Keys at the edge that the enclosing [Beyond] looks over.
type EdgeKey struct{ Index int }

func (*Page) expr()       {}
func (*Edges) expr()      {}
func (*RowCursor) expr()  {}
func (*EdgeCursor) expr() {}
func (*Beyond) expr()     {}
func (*EdgeKey) expr()    {}
