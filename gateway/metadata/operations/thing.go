package operations

import (
	"fmt"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// thing is an object that others in the document may refer to, or that refers to others.
// Things are compared with ==.
type thing struct {
	kind   thingKind
	source string
	// table is the table it is or belongs to; of a functionThing the function.
	table sqlname.Name
	// name is the own name below the table: of a column, a relationship; a permission's role.
	name string
	// detail is a permission's verb, and the type of a relationship of types.
	detail string
}

type thingKind uint8

const (
	sourceThing thingKind = iota
	tableThing
	columnThing
	constraintThing
	relationshipThing
	permissionThing
	eventTriggerThing
	computedFieldThing
	remoteRelationshipThing
	functionThing    // a tracked function
	sqlFunctionThing // a function of the database, tracked or not
	nativeQueryThing
	logicalModelThing
	remoteSchemaThing
	remoteSchemaRelationshipThing
	customTypeRelationshipThing
)

func wholeTable(at place) thing { return thing{kind: tableThing, source: at.source, table: at.table} }

func (p place) column(name string) thing {
	return thing{kind: columnThing, source: p.source, table: p.table, name: name}
}

// String words a thing as refusals list it (contract/metadata-and-migrations.md 7.3).
func (t thing) String() string {
	text := t.bare()
	switch t.kind {
	case sourceThing, remoteSchemaThing, remoteSchemaRelationshipThing, customTypeRelationshipThing:
		return text
	}
	return fmt.Sprintf("%s in source %q", text, t.source)
}

func (t thing) bare() string {
	below := t.table.String() + "." + t.name
	switch t.kind {
	case sourceThing:
		return fmt.Sprintf("source %q", t.source)
	case tableThing:
		return "table " + t.table.String()
	case columnThing:
		return "column " + below
	case constraintThing:
		return "constraint " + below
	case relationshipThing:
		return "relationship " + below
	case permissionThing:
		return "permission " + below + "." + t.detail
	case eventTriggerThing:
		return "event-trigger " + below
	case computedFieldThing:
		return "computed field " + below
	case remoteRelationshipThing:
		return "remote relationship " + below
	case functionThing, sqlFunctionThing:
		return "function " + t.table.String()
	case nativeQueryThing:
		return "native query " + t.name
	case logicalModelThing:
		return "logical model " + t.name
	case remoteSchemaThing:
		return "remote schema " + t.name
	case remoteSchemaRelationshipThing:
		return fmt.Sprintf("remote_relationship %s on type %s in remote schema %s", t.name, t.detail, t.source)
	default:
		return fmt.Sprintf("relationship %s of custom type %s", t.name, t.detail)
	}
}

// within tells whether t is part of other: of its table, of its source, of its remote
// schema.
func (t thing) within(other thing) bool {
	switch other.kind {
	case sourceThing:
		return t.source == other.source && t.kind != remoteSchemaThing &&
			t.kind != remoteSchemaRelationshipThing && t.kind != customTypeRelationshipThing
	case tableThing:
		return t.source == other.source && t.table == other.table && t.belongsToTable()
	case remoteSchemaThing:
		return t.kind == remoteSchemaRelationshipThing && t.source == other.name
	}
	return false
}

func (t thing) belongsToTable() bool {
	switch t.kind {
	case columnThing, constraintThing, relationshipThing, permissionThing, eventTriggerThing, computedFieldThing, remoteRelationshipThing:
		return true
	}
	return false
}
