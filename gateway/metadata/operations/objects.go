package operations

import (
	"fmt"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// The functions below name objects as inconsistencies do
// (contract/metadata-and-migrations.md 4.2).

func tableObject(source string, table sqlname.Name) string {
	return fmt.Sprintf("table %s in source %s", table, source)
}

func functionObject(source string, function sqlname.Name) string {
	return fmt.Sprintf("function %s in source %s", function, source)
}

// partObject names a part of a table: a relationship, permission, computed field.
func partObject(kind, name string, at place) string {
	return fmt.Sprintf("%s %s in table %s in source %s", kind, name, at.table, at.source)
}
