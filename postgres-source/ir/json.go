package ir

// Object is a JSON object; its members keep their order.
type Object struct{ Fields []Field }

// Field is one member of an object.
type Field struct {
	Key   string // response key
	Value Expr
}

// List is a JSON array with one object per row, `[]` without rows.
type List struct {
	Rows *Rows
	Row  *Object
}

// One is the JSON object of the first row, NULL without rows.
type One struct {
	Rows *Rows
	Row  *Object
}

// Fold is one value about all rows together. Inside Value, [Aggregated] computes over the
// rows and [Nodes] lists them.
type Fold struct {
	Rows  *Rows
	Value Expr
}

// Nodes lists the rows of the enclosing [Fold].
type Nodes struct{ Row *Object }

// Entities is a JSON array with an item for each row of Keys, in their order: the first of Of
// that is not NULL. Keys are [Together].
type Entities struct {
	Keys *Rows
	Of   []Expr
}

// KeyArray is a JSON array of values, NULL when any of them is: the key of a join.
type KeyArray struct{ Of []Expr }

func (*Object) expr()   {}
func (*List) expr()     {}
func (*One) expr()      {}
func (*Fold) expr()     {}
func (*Nodes) expr()    {}
func (*Entities) expr() {}
func (*KeyArray) expr() {}
