package naming

// TableRoot is a kind of root field of a table.
type TableRoot uint8

// The root fields of a table, in the order of contract/postgres-graphql.md 1.2.
const (
	Select TableRoot = iota
	SelectByPK
	SelectAggregate
	SelectStream
	Insert
	InsertOne
	Update
	UpdateByPK
	UpdateMany
	Delete
	DeleteByPK
	Connection
	TableRoots // their number
)

var tableRoots = [TableRoots]struct {
	key    string // in custom_root_fields
	before []string
	after  []string
}{
	Select:          {key: "select"},
	SelectByPK:      {key: "select_by_pk", after: []string{"by", "pk"}},
	SelectAggregate: {key: "select_aggregate", after: []string{"aggregate"}},
	SelectStream:    {key: "select_stream", after: []string{"stream"}},
	Insert:          {key: "insert", before: []string{"insert"}},
	InsertOne:       {key: "insert_one", before: []string{"insert"}, after: []string{"one"}},
	Update:          {key: "update", before: []string{"update"}},
	UpdateByPK:      {key: "update_by_pk", before: []string{"update"}, after: []string{"by", "pk"}},
	UpdateMany:      {key: "update_many", before: []string{"update"}, after: []string{"many"}},
	Delete:          {key: "delete", before: []string{"delete"}},
	DeleteByPK:      {key: "delete_by_pk", before: []string{"delete"}, after: []string{"by", "pk"}},
	Connection:      {after: []string{"connection"}},
}

// Key is the root field's key in a table's custom_root_fields; "" for Connection, which
// cannot be renamed.
func (k TableRoot) Key() string { return tableRoots[k].key }

// TableRoot names a root field of the table: custom if not empty, else made from base.
// Either gets the source's prefix and suffix.
func (r *Rules) TableRoot(k TableRoot, base Name, custom string) string {
	if custom == "" {
		custom = r.Convention.fieldOf(tableRoots[k].before, base, tableRoots[k].after...)
	}
	return r.Root(custom)
}

// TableType is a kind of type that a table brings.
type TableType uint8

// The types of a table (contract/postgres-graphql.md 1.3 and 1.4) except those that exist
// once per aggregate operator or predicate function.
const (
	Row TableType = iota
	BoolExp
	OrderBy
	SelectColumn
	Aggregate
	AggregateFields
	AggregateOrderBy
	StreamCursorInput
	StreamCursorValueInput
	Enum
	ConnectionType
	EdgeType
	InsertInput
	ObjRelInsertInput
	ArrRelInsertInput
	OnConflict
	Constraint
	UpdateColumn
	SetInput
	IncInput
	AppendInput
	PrependInput
	DeleteKeyInput
	DeleteElemInput
	DeleteAtPathInput
	PKColumnsInput
	Updates
	MutationResponse
	TableTypes // their number
)

var tableTypes = [TableTypes][]string{
	Row:                    nil,
	BoolExp:                {"bool", "exp"},
	OrderBy:                {"order", "by"},
	SelectColumn:           {"select", "column"},
	Aggregate:              {"aggregate"},
	AggregateFields:        {"aggregate", "fields"},
	AggregateOrderBy:       {"aggregate", "order", "by"},
	StreamCursorInput:      {"stream", "cursor", "input"},
	StreamCursorValueInput: {"stream", "cursor", "value", "input"},
	Enum:                   {"enum"},
	InsertInput:            {"insert", "input"},
	ObjRelInsertInput:      {"obj", "rel", "insert", "input"},
	ArrRelInsertInput:      {"arr", "rel", "insert", "input"},
	OnConflict:             {"on", "conflict"},
	Constraint:             {"constraint"},
	UpdateColumn:           {"update", "column"},
	SetInput:               {"set", "input"},
	IncInput:               {"inc", "input"},
	AppendInput:            {"append", "input"},
	PrependInput:           {"prepend", "input"},
	DeleteKeyInput:         {"delete", "key", "input"},
	DeleteElemInput:        {"delete", "elem", "input"},
	DeleteAtPathInput:      {"delete", "at", "path", "input"},
	PKColumnsInput:         {"pk", "columns", "input"},
	Updates:                {"updates"},
	MutationResponse:       {"mutation", "response"},
}

// TableType names a type of the table.
func (r *Rules) TableType(k TableType, base Name) string {
	switch k {
	case ConnectionType:
		return r.Type(r.Convention.Type(base) + "Connection")
	case EdgeType:
		return r.Type(r.Convention.Type(base) + "Edge")
	}
	return r.Type(r.Convention.typeOf(base, tableTypes[k]...))
}
