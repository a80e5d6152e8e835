package metadata

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// Definition returns the JSON of one element as it is exported: of a *Relationship, a
// *SelectPermission, any other element of a list in this package, or a name of a table.
// It panics for anything else.
func Definition(element any) json.RawMessage {
	w := &writer{}
	switch e := element.(type) {
	case sqlname.Name:
		writeName(w, e)
	case *Relationship:
		writeRelationship(w, e)
	case *RemoteRelationship:
		writeRemoteRelationship(w, e)
	case *ComputedField:
		writeComputedField(w, e)
	case *SelectPermission:
		writeSelect(w, e)
	case *InsertPermission:
		writeInsert(w, e)
	case *UpdatePermission:
		writeUpdate(w, e)
	case *DeletePermission:
		writeDelete(w, e)
	case *Function:
		writeFunction(w, e)
	case *NativeQuery:
		writeNativeQuery(w, e)
	case *LogicalModel:
		writeLogicalModel(w, e)
	default:
		panic(fmt.Sprintf("metadata: %T is no element", element))
	}
	return w.out
}
