package metadata

import (
	"maps"
	"slices"

	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// Table names a table, as in the slice of remote schemas.
type Table = remote.Table

// TableReference is a table with the columns that are used of it.
type TableReference = remote.TableReference

// Tables lists the tables that the custom types lead to.
func (c *CustomTypes) Tables() []TableReference {
	var refs []TableReference
	for i := range c.Objects {
		for _, r := range c.Objects[i].Relationships {
			columns := slices.Sorted(maps.Values(r.FieldMapping))
			refs = append(refs, TableReference{Source: r.Source, Table: r.Table, Columns: slices.Compact(columns)})
		}
	}
	return refs
}

// Roles lists the roles an action's permissions name.
func (a *Action) Roles() []string {
	roles := make([]string, len(a.Permissions))
	for i := range a.Permissions {
		roles[i] = a.Permissions[i].Role
	}
	return roles
}
