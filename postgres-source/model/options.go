package model

import (
	"encoding/json"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Options is what a build needs besides catalog and metadata. The zero value is the
// contract's default.
type Options struct {
	// Naming is the convention in force for the source.
	Naming Naming
	// InheritedRoles is the whole document's `inherited_roles`.
	InheritedRoles []InheritedRole
	// EnumRows holds what the tables that [EnumTables] names contain, read before the build
	// with [catalog.ReadEnums].
	EnumRows map[sqlname.Name]catalog.EnumRows
	// NativeFaults holds what the database says is wrong with native queries, as JSON, by root
	// field: see [NativeStatements].
	NativeFaults map[string]json.RawMessage
	// ExplicitFunctionPermissions turns HASURA_GRAPHQL_INFER_FUNCTION_PERMISSIONS off: query
	// functions then need a function permission too.
	ExplicitFunctionPermissions bool
}

// InheritedRole is a role that has what its parents have (contract/postgres-graphql.md 7.4).
type InheritedRole struct {
	Name    string
	Parents []string
}

// Naming is a naming convention (contract/postgres-graphql.md 1.6).
type Naming string

// The naming conventions. The zero value means HasuraDefault.
const (
	HasuraDefault  Naming = "hasura-default"
	GraphQLDefault Naming = "graphql-default"
)
