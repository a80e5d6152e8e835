package permissiontest_test

// writeField is a root field of a mutation.
type writeField struct {
	alias string
	what  any // one of the operations below
	// fields are what is selected of the rows, nil when they are not asked for; counts tells
	// whether affected_rows is.
	fields []*field
	counts bool
}

// What a root field of a mutation can be.
type (
	insertion struct {
		table    *table
		objects  []*given
		conflict *conflict // nil: none
		one      bool
	}
	updating struct {
		table   *table
		updates []*change
		// many tells update_T_many from update_T.
		many, byKey bool
	}
	deletion struct {
		table *table
		where expr
		key   []any // with byKey
		byKey bool
	}
	calling struct {
		of   *writer
		word any
		none bool // with a limit of no row
	}
)

// given is an object to be inserted: its columns, and related objects in the order they are
// written in.
type given struct {
	values  []cellValue
	related []*nesting
}

type cellValue struct {
	column *column
	value  any
}

// nesting are objects to be inserted with another.
type nesting struct {
	over     *relation
	objects  []*given
	conflict *conflict
}

type conflict struct {
	constraint string
	columns    []*column // of the constraint
	update     []*column
	where      expr // nil: none
}

// change is one update.
type change struct {
	where expr
	key   []any // with byKey
	sets  []assignment
}

type assignment struct {
	operator string // _set, _inc, _append, _prepend or _delete_key
	column   *column
	value    any
}

// mutation is a mutation with the values of its variables.
type mutation struct {
	fields    []*writeField
	text      string
	variables map[string]any
}

// way is how an operation writes.

func (op insertion) way() string {
	if op.one {
		return byInsertOne
	}
	return byInsert
}

func (n *nesting) way() string {
	if n.over.array {
		return byNestedArray
	}
	return byNestedObject
}

func (op updating) way() string {
	switch {
	case op.byKey:
		return byUpdateKey
	case op.many:
		return byUpdateMany
	}
	return byUpdate
}

func (op deletion) way() string {
	if op.byKey {
		return byDeleteKey
	}
	return byDelete
}

// table is the table that a field writes to.
func (f *writeField) table() *table {
	switch op := f.what.(type) {
	case insertion:
		return op.table
	case updating:
		return op.table
	case deletion:
		return op.table
	case calling:
		return op.of.returns
	}
	panic("no operation")
}
