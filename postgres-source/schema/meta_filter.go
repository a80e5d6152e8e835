package schema

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
)

// Connective is `_and`, `_or` or `_not`.
type Connective uint8

// The connectives.
const (
	And Connective = iota
	Or
	Not
)

// Operator is one operator of a comparison type. The value compared is the column or
// computed field whose member the comparison is, after the casts around it.
type Operator struct {
	Op model.Operator
	// Operand is what the operator takes on its right side.
	Operand OperandKind
	// SQL names the PostgreSQL type of the operand, for kinds OperandType and OperandTypeList: `text`, `lquery`.
	SQL string
}

// OperandKind is what an operator takes.
type OperandKind uint8

// The kinds of operands.
const (
	OperandSame     OperandKind = iota // a value of the compared type
	OperandSameList                    // a list of such values: bind as its array type
	OperandBoolean                     // `_is_null`: true or false decides the SQL
	OperandType                        // a value of type SQL
	OperandTypeList                    // a list of them
	OperandObject                      // an object of [OperandMember]
)

// OperandMember is a member of the input objects of spatial operators.
type OperandMember uint8

// The members of st_d_within_input, st_intersects_nband_geom_input and the like.
const (
	MemberDistance    OperandMember = iota // float8
	MemberFrom                             // geometry or geography, as the compared value
	MemberUseSpheroid                      // bool
	MemberNband                            // int4
	MemberGeommin                          // geometry
)

// Cast is `_cast`: its value is an object of [CastTarget].
type Cast struct{}

// CastTarget is a member of X_cast_exp: a comparison of the value cast to SQL.
type CastTarget struct{ SQL string } // text, geography, geometry

// AggregatePredicate is `R_aggregate` in T_bool_exp.
type AggregatePredicate struct{ Relationship *model.Relationship }

// PredicateFunction is a function of an aggregate predicate
// (contract/postgres-graphql.md 3.6); its value is an object of [PredicateMember]. Which
// member Arguments has depends on the function: count takes a list of column enums, corr
// and covar_samp an object of PredicateX and PredicateY, the others one column enum.
type PredicateFunction struct {
	Op AggregateOp
	// Predicate is the type the function answers, which the predicate compares.
	SQL string // int4, bool, float8
}

// PredicateMember is a member of T_aggregate_bool_exp_<function>.
type PredicateMember uint8

// The members of an aggregate predicate.
const (
	PredicateArguments PredicateMember = iota
	PredicateDistinct
	PredicateFilter
	PredicateCompare // `predicate`
	PredicateX
	PredicateY
)

// ComputedAggregate is `cf_aggregate` in T_order_by.
type ComputedAggregate struct{ Field *model.ComputedField }

// Direction is a value of order_by or cursor_ordering.
type Direction struct {
	Desc       bool
	NullsFirst bool
}

// StreamMember is a member of T_stream_cursor_input.
type StreamMember uint8

// The members of a stream's cursor.
const (
	StreamInitialValue StreamMember = iota // an object of one *model.Column
	StreamOrdering                         // a [Direction]; absent is ascending
)

// EnumKey is a value of T_enum: how an enum table's row is spelled in the schema, and its
// key as it is stored.
type EnumKey struct {
	Enum   *model.Enum
	Stored string
}

// Constraint is a value of T_constraint.
type Constraint struct{ Key *catalog.Key }
