package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// Function is a tracked function (contract/metadata-and-migrations.md 2.3).
type Function struct {
	Function      sqlname.Name
	Configuration *FunctionConfiguration // nil when absent
	Permissions   []FunctionPermission
	Comment       *string
}

// FunctionConfiguration tells how a function is exposed.
type FunctionConfiguration struct {
	ExposedAs        string // "", "query" or "mutation"
	SessionArgument  string // "" when absent
	CustomName       string // "" when absent
	CustomRootFields *FunctionRootFields
	Response         json.RawMessage // nil when absent; kept for the round trip
}

// FunctionRootFields renames a function's root fields; "" where absent.
type FunctionRootFields struct {
	Function          CustomField
	FunctionAggregate CustomField
}

// FunctionPermission lets a role call the function.
type FunctionPermission struct{ Role string }
