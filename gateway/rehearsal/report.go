package rehearsal

import (
	"github.com/weftql/weft/gateway/metadata/difference"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner/schemadiff"
)

// Report is what a deployment would do.
type Report struct {
	// Fails is set when a migration fails: the deployment would stop there.
	Fails bool `json:"fails"`
	// Breaks is set when clients would notice: a breaking change of a schema, a saved
	// operation that is lost or broken, an object of the metadata that does not work any more.
	Breaks     bool        `json:"breaks"`
	Databases  []Database  `json:"databases"`
	Metadata   Metadata    `json:"metadata"`
	Schemas    []Schema    `json:"schemas"`
	Operations []Operation `json:"saved_operations"`
}

// Database is what became of one database.
type Database struct {
	Name       string      `json:"name"`
	Migrations []Migration `json:"migrations"`
	// Milliseconds is how long the transaction was open, and its locks held.
	Milliseconds float64 `json:"milliseconds"`
	// Failure says why no migration could be run at all.
	Failure *Failure `json:"failure,omitempty"`
}

// Migration is what one migration did.
type Migration struct {
	Version uint64 `json:"version"`
	Name    string `json:"name"`
	// Statements are its statements as far as they were run, at most [maxStatements];
	// Omitted is how many more there were.
	Statements []Statement `json:"statements"`
	Omitted    int         `json:"omitted,omitempty"`
	// Locks are those that no migration before it has taken already.
	Locks []Lock `json:"locks"`
	// Held are those that migrations before it have taken, on relations it names. A deployment
	// commits each migration by itself, so this one takes a lock of its own there: which one
	// cannot be told any more, but none that is stronger.
	Held         []HeldLock `json:"held,omitempty"`
	Milliseconds float64    `json:"milliseconds"`
	// Failure is set when it failed. What comes after it is not run.
	Failure *Failure `json:"failure,omitempty"`
	// NotRun is set for migrations after one that failed.
	NotRun bool `json:"not_run,omitempty"`
}

// Statement is one statement of a migration.
type Statement struct {
	Line int    `json:"line"`
	Text string `json:"text"`
	// Command is how Postgres sums it up, `ALTER TABLE` or `INSERT 0 5`.
	Command string `json:"command,omitempty"`
	// DDL is set for changes of the schema.
	DDL          bool    `json:"ddl,omitempty"`
	Milliseconds float64 `json:"milliseconds"`
	// Skipped says why it was not run.
	Skipped string `json:"skipped,omitempty"`
}

// Lock is a lock on a relation that was there before.
type Lock struct {
	Relation string `json:"relation"`
	Mode     string `json:"mode"`
	// Exclusive is set for ACCESS EXCLUSIVE: nobody can even read meanwhile.
	Exclusive bool `json:"access_exclusive"`
	// Blocks is what others cannot do meanwhile: reads and writes, writes, or schema changes.
	Blocks string `json:"blocks"`
	// Rewritten is set when all of its rows were written anew, or thrown away.
	Rewritten bool `json:"rewritten,omitempty"`
	// Rows is Postgres's estimate of its size.
	Rows int64 `json:"rows"`
}

// HeldLock is a lock that was taken before.
type HeldLock struct {
	Lock
	// Since is the migration that took it.
	Since string `json:"since"`
}

// Failure is why something failed.
type Failure struct {
	Line      int    `json:"line,omitempty"`
	Statement string `json:"statement,omitempty"`
	Message   string `json:"message"`
	Code      string `json:"code,omitempty"`
	Detail    string `json:"detail,omitempty"`
	Hint      string `json:"hint,omitempty"`
}

// Metadata is what became of the metadata.
type Metadata struct {
	Changes  []difference.Change  `json:"changes"`
	Warnings []operations.Warning `json:"warnings,omitempty"`
	// NewlyInconsistent are objects that work today and would not then, and Inconsistent all
	// that would not.
	NewlyInconsistent []roles.Inconsistency `json:"newly_inconsistent"`
	Inconsistent      int                   `json:"inconsistent"`
}

// Schema is what became of the schema of some roles that see the same.
type Schema struct {
	Roles    []string `json:"roles"`
	Breaking int      `json:"breaking"`
	// Changes are the worst ones first, at most [maxChanges]; Omitted is how many more.
	Changes []schemadiff.Change `json:"changes"`
	Omitted int                 `json:"omitted,omitempty"`
}

// Operation is a saved operation that would not work as before.
type Operation struct {
	Collection string `json:"collection"`
	Query      string `json:"query"`
	// Endpoints are the REST endpoints that run it, AllowListed whether it is on the allow
	// list.
	Endpoints   []string `json:"rest_endpoints,omitempty"`
	AllowListed bool     `json:"allow_listed,omitempty"`
	// Lost is what the new metadata does not have any more: the operation, an endpoint, its
	// place on the allow list.
	Lost []string `json:"lost,omitempty"`
	// Broken is which changes break it, and for which roles.
	Broken []BrokenFor `json:"broken,omitempty"`
}

// BrokenFor is how an operation breaks for some roles.
type BrokenFor struct {
	Roles  []string           `json:"roles"`
	Breaks []schemadiff.Break `json:"breaks"`
}

// Bounds of what is listed.
const (
	maxStatements = 500
	maxChanges    = 1000
	maxText       = 200
)
