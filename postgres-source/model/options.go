package model

import (
	"encoding/json"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// Options is what a build needs besides catalog and metadata. The zero value is the
// contract's default.
type Options struct {
	// Naming is the convention in force for the source.
	Naming Naming
	// InheritedRoles is the whole document's `inherited_roles`.
	InheritedRoles []InheritedRole
	// EnumRows holds what the enum tables contain, read from the database before the build.
	EnumRows map[sqlname.Name][]EnumValue
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

// Inconsistency is an object of the metadata that was left out
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	// Type is the contract's: table, object_relation, select_permission, ...
	Type string
	// Name is the whole of it: `select_permission editor in table users in source default`.
	Name string
	// Definition is the object as metadata defines it.
	Definition json.RawMessage
	// Reason starts with its prefix: `Inconsistent object: ...`.
	Reason string
	// Entity is set for conflicts of an inherited role: what could not be inherited.
	Entity json.RawMessage
}
