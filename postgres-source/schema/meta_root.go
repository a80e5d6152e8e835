package schema

import (
	"github.com/weftql/weft/postgres-source/model"
)

// Select is a root field that reads a table.
type Select struct {
	Table *model.Table
	Kind  SelectKind
}

// SelectKind tells the reading root fields of a table apart.
type SelectKind uint8

// The reading root fields.
const (
	SelectList       SelectKind = iota // T
	SelectByPK                         // T_by_pk
	SelectAggregate                    // T_aggregate
	SelectStream                       // T_stream
	SelectConnection                   // T_connection (Relay)
)

// Function is a root field that calls a function.
type Function struct {
	Function *model.Function
	Kind     FunctionKind
}

// FunctionKind tells the root fields of a function apart.
type FunctionKind uint8

// The root fields of a function.
const (
	// FunctionRows answers a list, or one nullable row when the function is not SETOF.
	FunctionRows FunctionKind = iota
	FunctionAggregate
	FunctionConnection // Relay
)

// NativeQuery is the root field of a native query.
type NativeQuery struct{ Query *model.NativeQuery }

// Landing is a field whose rows another source's objects point at: each row of the call
// carries a key, compared with Columns in order (contract/remote-schemas-and-joins.md 6.3).
type Landing struct {
	Table   *model.Table
	Columns []*model.Column
	Kind    LandingKind
}

// LandingKind tells what a [Landing] answers.
type LandingKind uint8

// The kinds of landings.
const (
	LandObject    LandingKind = iota // one row or null
	LandArray                        // a list, with collection arguments
	LandAggregate                    // T_aggregate
)

// Insert is insert_T, or insert_T_one.
type Insert struct {
	Table *model.Table
	One   bool
}

// Update is a root field that updates.
type Update struct {
	Table *model.Table
	Kind  UpdateKind
}

// UpdateKind tells the updating root fields of a table apart.
type UpdateKind uint8

// The updating root fields.
const (
	UpdateWhere UpdateKind = iota // update_T
	UpdateByPK                    // update_T_by_pk
	UpdateMany                    // update_T_many
)

// Delete is delete_T, or delete_T_by_pk.
type Delete struct {
	Table *model.Table
	ByPK  bool
}

// Special is a root field that belongs to no table.
type Special uint8

// The root fields that belong to no table.
const (
	RelayNode          Special = iota // node(id: ID!): Node
	FederationEntities                // _entities(representations: [_Any!]!)
)

// Argument is an argument of a field by its meaning.
type Argument uint8

// The arguments.
const (
	ArgWhere Argument = iota
	ArgOrderBy
	ArgLimit
	ArgOffset
	ArgDistinctOn
	ArgColumns         // of count; and of count in aggregate predicates
	ArgDistinct        // of count
	ArgPath            // of a json or jsonb column: see [planner.Field]'s Meta for the column
	ArgFunction        // `args` of a function or computed field
	ArgNative          // `args` of a native query
	ArgBatchSize       // of a stream
	ArgCursor          // of a stream: a list of one object of [StreamMember]
	ArgObjects         // of insert_T
	ArgObject          // of insert_T_one
	ArgOnConflict      // of inserts
	ArgPKColumns       // of update_T_by_pk: an object of *model.Column
	ArgUpdates         // of update_T_many: a list of objects of [ArgWhere] and [UpdateOperator]
	ArgFirst           // Relay
	ArgLast            // Relay
	ArgBefore          // Relay
	ArgAfter           // Relay
	ArgID              // Relay: of node
	ArgRepresentations // of _entities
)

// RelayMember is a field of Relay's types.
type RelayMember uint8

// The fields of Relay's types.
const (
	ConnectionPageInfo RelayMember = iota
	ConnectionEdges
	EdgeCursor
	EdgeNode
	PageStartCursor
	PageEndCursor
	PageHasNext
	PageHasPrevious
)
