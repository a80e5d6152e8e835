package permissiontest_test

// field is a selected field.
type field struct {
	alias string
	what  any // one of the selections below
}

// What a field can be.
type (
	typename struct{ name string }
	// plainColumn shows a column.
	plainColumn struct{ of *column }
	// plainScalar shows a scalar computed field.
	plainScalar struct {
		of    *computed
		given map[string]any
	}
	// one is the row of an object relationship.
	one struct {
		over   *relation
		fields []*field
	}
	// list is a list of rows.
	list struct {
		from   rows
		args   collection
		fields []*field
	}
	// totals is an aggregate over rows.
	totals struct {
		from rows
		args collection
		of   []*total // nil: not asked for
		// nodes are the fields of the rows, nil when not asked for.
		nodes []*field
	}
	// byKey is a row by its primary key.
	byKey struct {
		table  *table
		key    []any
		fields []*field
	}
	// single is the row of a function that returns one.
	single struct {
		from   rows
		args   collection
		fields []*field
	}
)

// rows is where rows come from: exactly one is set, or table alone.
type rows struct {
	table    *table
	over     *relation
	computed *computed
	function *function
	given    map[string]any // arguments of the function
}

// collection are the arguments of a list.
type collection struct {
	where         expr // nil: none
	order         []term
	distinct      []*column
	limit, offset int // -1: none
}

// term is one term of an order.
type term struct {
	steps     []*relation // object relationships on the way
	column    *column
	computed  *computed
	over      *relation // an array relationship, whose rows are aggregated
	calls     *computed // or a computed field's
	aggregate string
	of        *column // nil for count
	direction string
	bare      bool // the column as it is, not as the role sees it
}

// total is one member of T_aggregate_fields.
type total struct {
	alias    string
	function string
	distinct bool
	columns  []*column // of count
	members  []*member // of the others
}

// member is one column or computed field below an aggregate function.
type member struct {
	alias    string
	column   *column
	computed *computed
}

// request is a query with the values of its variables.
type request struct {
	relay     bool
	fields    []*field
	text      string
	variables map[string]any
}
