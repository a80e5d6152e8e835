package permissiontest_test

// expr is a condition on a row: of a permission, or of a client's `where`. Both are
// evaluated by the same code, which sees the world through different eyes.
type expr interface{ expr() }

// Every term, any term, not the term.
type (
	allOf []expr
	anyOf []expr
	notOf struct{ of expr }
)

// compare compares a value of the row.
type compare struct {
	left  left
	op    string // _eq, or _ceq with a column on the right
	right operand
}

// left is a column or a scalar computed field without arguments; asText casts it.
type left struct {
	column   *column
	computed *computed
	asText   bool
}

func (l left) kind() kind {
	switch {
	case l.asText:
		return text
	case l.column != nil:
		return l.column.kind
	default:
		return l.computed.kind
	}
}

func (l left) name() string {
	if l.column != nil {
		return l.column.name
	}
	return l.computed.name
}

// nullable tells whether a permission's _eq and _neq are null-safe.
func (l left) nullable() bool { return l.column == nil || !l.column.notNull }

// operand is a constant, a list of constants, a session variable, or a column of the row or
// of the root row.
type operand struct {
	constant any
	list     []any
	isList   bool
	session  string
	column   *column
	root     bool
}

// related holds when a related row meets a condition.
type related struct {
	over *relation
	of   expr
}

// relatedByFunction is the same for the rows of a computed field.
type relatedByFunction struct {
	over *computed
	of   expr
}

// elsewhere holds when a row of the other database that a relationship leads to meets a
// comparison (permissions only).
type elsewhere struct {
	over *relation
	of   compare
}

// exists holds when any row of a table meets a condition (permissions only).
type exists struct {
	table *table
	of    expr
}

// aggregated compares an aggregate over the related rows (clients only).
type aggregated struct {
	over     *relation
	function string
	columns  []*column
	filter   expr // nil: none
	op       string
	right    operand
}

func (allOf) expr()             {}
func (anyOf) expr()             {}
func (notOf) expr()             {}
func (compare) expr()           {}
func (related) expr()           {}
func (relatedByFunction) expr() {}
func (elsewhere) expr()         {}
func (exists) expr()            {}
func (aggregated) expr()        {}
