package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// Table is a tracked table or view (contract/metadata-and-migrations.md 2.2).
type Table struct {
	Table               sqlname.Name
	IsEnum              bool
	Configuration       *TableConfiguration // nil when absent
	ObjectRelationships []*Relationship
	ArrayRelationships  []*Relationship
	ComputedFields      []*ComputedField
	RemoteRelationships []*RemoteRelationship
	InsertPermissions   []*InsertPermission
	SelectPermissions   []*SelectPermission
	UpdatePermissions   []*UpdatePermission
	DeletePermissions   []*DeletePermission
	EventTriggers       []*EventTrigger
	// ApolloFederation is set by `apollo_federation_config: {"enable": "v1"}`.
	ApolloFederation bool
	LogicalModel     string // "" when absent; kept for the round trip
}

// TableConfiguration renames and describes parts of a table (5.3).
type TableConfiguration struct {
	CustomName string // "" when absent
	// Comment is nil when absent or null: the database's comment is used; "" means no
	// description at all.
	Comment *string
	// CustomRootFields is keyed by select, select_by_pk, select_aggregate, select_stream,
	// insert, insert_one, update, update_by_pk, update_many, delete, delete_by_pk.
	CustomRootFields  map[string]CustomField
	ColumnConfig      map[string]ColumnConfiguration // by SQL name
	CustomColumnNames map[string]string              // legacy; ColumnConfig wins
}

// CustomField is a root field's name and description.
type CustomField struct {
	Name    string  // "" when not customized
	Comment *string // as in TableConfiguration
}

// ColumnConfiguration is a column's name and description in the GraphQL schema.
type ColumnConfiguration struct {
	CustomName string  // "" when not customized
	Comment    *string // as in TableConfiguration
}

// EventTrigger is an event trigger: only its name is read here, gateway/events owns the rest.
type EventTrigger struct {
	Name string
	// Raw is the whole element, keys in the order they came, retry_conf complete.
	Raw json.RawMessage
}
