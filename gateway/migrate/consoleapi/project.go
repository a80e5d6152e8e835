package consoleapi

import (
	"context"
	"encoding/json"
	"errors"
)

// Project is the folder and its server. [Handler] calls one method at a time.
type Project interface {
	// Versions lists the migrations of a database in ascending order.
	Versions(ctx context.Context, database string) ([]Version, error)
	// Migrate runs a change, writes it as a migration, and returns the name of that:
	// "0_" and its name when there is no SQL to write.
	Migrate(ctx context.Context, c *Change) (name string, err error)
	// Squash joins the migrations of a database from a version on into a new one, and returns
	// its version and theirs. They are left in their place.
	Squash(ctx context.Context, database, name string, from uint64) (version uint64, members []uint64, err error)
	// Delete deletes migrations from the folder and from the server's record.
	Delete(ctx context.Context, database string, versions []uint64) error
	// Mode tells whether changes are recorded, "true", or not.
	Mode(ctx context.Context) (string, error)
	// SetMode switches it.
	SetMode(ctx context.Context, mode string) error
	// Export asks the server for its metadata, and writes it to the folder.
	Export(ctx context.Context, write bool) error
	// Run runs calls while changes are not recorded, and writes the metadata.
	Run(ctx context.Context, database string, calls []Call) error
}

// Version is where a migration is present.
type Version struct {
	Version          uint64
	Folder, Database bool
}

// Change is what is to be run and recorded.
type Change struct {
	Name string `json:"name"`
	// Up are the calls to run. The SQL among them is what the migration holds, and that among
	// Down what takes it back.
	Up   []Call `json:"up"`
	Down []Call `json:"down"`
	// Database is the one the SQL is for.
	Database string `json:"datasource"`
	// SkipExecution records what has been run already.
	SkipExecution bool `json:"skip_execution"`
}

// Call is one call of the server's API.
type Call struct {
	Version int             `json:"version,omitempty"`
	Type    string          `json:"type"`
	Args    json.RawMessage `json:"args"`
}

// Errors of a [Project] that have a code of their own.
var (
	// ErrRecorded is returned by Run when changes are to be recorded.
	ErrRecorded = errors.New("Migration mode is enabled")
	// ErrRequest is wrapped by the errors for requests that say nothing that can be done.
	ErrRequest = errors.New("the request is not understood")
)
