package schema

import (
	"github.com/weftql/weft/postgres-source/model"
)

// Meta values, by where they stand. Where a thing of the model says all, the Meta is the
// pointer itself.
//
//	Field of a root                *Select, *Function, *NativeQuery, *Insert, *Update, *Delete,
//	                               Special
//	Field that a link landed       *Landing
//	Field of a row type            *model.Column, *model.ComputedField, *model.Relationship,
//	                               *RelationshipAggregate, *RelationshipConnection, *NodeID,
//	                               *model.LogicalField (row of a native query), *Remote (a link's;
//	                               only seen if a caller forgets to replace it by the landed Meta)
//	Field of T_aggregate           AggregateBody, AggregateNodes
//	Field of T_aggregate_fields    AggregateCount, AggregateOp
//	Field of T_<op>_fields         *model.Column, *model.ComputedField
//	Field of T_mutation_response   AffectedRows, Returning
//	Field of a Relay type          RelayMember
//	Argument of a field            Argument, or of a by_pk field *model.Column;
//	                               of an update: Argument or UpdateOperator
//	Member of T_bool_exp           Connective, *model.Column, *model.ComputedField,
//	                               *model.Relationship, *AggregatePredicate
//	Member of X_comparison_exp     *Operator, *Cast (through `_cast`)
//	Member of X_cast_exp           *CastTarget
//	Member of T_aggregate_bool_exp *PredicateFunction, its members PredicateMember
//	Member of T_order_by           *model.Column, *model.ComputedField, *model.Relationship,
//	                               *RelationshipAggregate, *ComputedAggregate
//	Member of T_aggregate_order_by AggregateCount, AggregateOp; below: as T_<op>_fields
//	Member of a function's args    *model.Argument; of a native query's *model.NativeArgument
//	Member of a stream's cursor    StreamMember; of its value *model.Column
//	Member of an insert input      *model.Column, *model.Relationship
//	Member of a nested insert      NestedMember
//	Member of T_on_conflict        ConflictMember
//	Member of T_set_input, ...     *model.Column
//	Member of T_updates            Argument (ArgWhere), UpdateOperator
//	Value of order_by, cursor_ordering  Direction
//	Value of a column enum         *model.Column; Placeholder
//	Value of T_constraint          *Constraint
//	Value of T_enum                *EnumKey
//	Row type                       *Row; other types have no Meta

// Row is the Meta of a row type: its table, or the logical model of a native query.
type Row struct {
	Table *model.Table
	Model *model.LogicalModel
}

// RelationshipAggregate is `R_aggregate` in a row type and in T_order_by.
type RelationshipAggregate struct{ Relationship *model.Relationship }

// RelationshipConnection is Relay's `R_connection`.
type RelationshipConnection struct{ Relationship *model.Relationship }

// Remote is the Meta of a [planner.Link]: the relationship it stands for, with the columns
// and computed fields that form its key.
type Remote struct{ Relationship *model.RemoteRelationship }

// NodeID is Relay's `id: ID!` of a row type.
type NodeID struct{ Table *model.Table }

// AggregateMember is a field of T_aggregate.
type AggregateMember uint8

// The fields of T_aggregate.
const (
	AggregateBody  AggregateMember = iota // `aggregate`
	AggregateNodes                        // `nodes`
)

// AggregateCount is the Meta of `count`: as a field it has the arguments [ArgColumns] and
// [ArgDistinct]; in T_aggregate_order_by it is a direction.
const AggregateCount AggregateOp = "count"

// AggregateOp is an aggregate function by its SQL name.
type AggregateOp string

// The aggregate operators (contract/postgres-graphql.md 2.4).
const (
	Avg        AggregateOp = "avg"
	Max        AggregateOp = "max"
	Min        AggregateOp = "min"
	Stddev     AggregateOp = "stddev"
	StddevPop  AggregateOp = "stddev_pop"
	StddevSamp AggregateOp = "stddev_samp"
	Sum        AggregateOp = "sum"
	VarPop     AggregateOp = "var_pop"
	VarSamp    AggregateOp = "var_samp"
	Variance   AggregateOp = "variance"
)

// More operators, of aggregate predicates only (contract/postgres-graphql.md 3.6).
const (
	BoolAnd   AggregateOp = "bool_and"
	BoolOr    AggregateOp = "bool_or"
	Corr      AggregateOp = "corr"
	CovarSamp AggregateOp = "covar_samp"
)

// ResponseMember is a field of T_mutation_response.
type ResponseMember uint8

// The fields of T_mutation_response.
const (
	AffectedRows ResponseMember = iota
	Returning
)
