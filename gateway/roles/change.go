package roles

import (
	"github.com/weftql/weft/gateway/metadata/operations"
	postgres "github.com/weftql/weft/postgres-source"
)

// Change says what a build has to ask for again, beyond what the document changed.
type Change struct {
	operations.Reread
	// Within holds databases that are to be seen from inside a transaction, by source.
	Within map[string]*postgres.Within
}

// Everything asks all peers again.
var Everything = Change{Reread: operations.Reread{
	Databases: operations.Names{All: true}, RemoteSchemas: operations.Names{All: true},
}}
