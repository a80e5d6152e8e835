package metadata

import "encoding/json"

// Columns is a permission's column list: all of them, or those named.
type Columns struct {
	All   bool
	Names []string
}

// SelectPermission is one element of select_permissions (contract/postgres-graphql.md 7.1).
type SelectPermission struct {
	Role              string
	Columns           Columns
	ComputedFields    []string
	Filter            json.RawMessage // keys in written order
	Limit             *int64          // nil when absent
	AllowAggregations bool
	// QueryRootFields and SubscriptionRootFields are nil when absent or null: all of them;
	// empty means none.
	QueryRootFields        []string
	SubscriptionRootFields []string
	Comment                *string
}

// InsertPermission is one element of insert_permissions.
type InsertPermission struct {
	Role          string
	Check         json.RawMessage
	Columns       Columns // all when absent
	ColumnsAbsent bool    // so they are written
	Set           []Preset
	BackendOnly   bool
	ValidateInput json.RawMessage // nil when absent; gateway/webhook owns it
	Comment       *string
}

// UpdatePermission is one element of update_permissions.
type UpdatePermission struct {
	Role          string
	Columns       Columns
	Filter        json.RawMessage
	Check         json.RawMessage // nil when absent or null: rows are not checked afterwards
	Set           []Preset
	BackendOnly   bool
	ValidateInput json.RawMessage
	Comment       *string
}

// DeletePermission is one element of delete_permissions.
type DeletePermission struct {
	Role          string
	Filter        json.RawMessage
	BackendOnly   bool
	ValidateInput json.RawMessage
	Comment       *string
}

// Preset is one member of a permission's `set`.
type Preset struct {
	Column string
	Value  json.RawMessage // static JSON, or the name of a session variable as a string
}
