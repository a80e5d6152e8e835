package embedded

import (
	"context"
	"errors"
	"fmt"

	"github.com/weftql/weft/postgres-source/pgserver"
)

// Options tell what server to start.
type Options struct {
	// Dir holds the server's files; see [pgserver.Options].
	Dir string
	// Fetch tells where binaries come from if the machine has none.
	Fetch FetchOptions
}

// Server is a running server.
type Server = pgserver.Server

// Start starts a private server. ctx bounds the start only, fetching included. The server
// ends with [Server.Stop] or with this process. A *[pgserver.HeldError] says that another
// process has the folder.
func Start(ctx context.Context, o Options) (*Server, error) {
	return start(ctx, o, pgserver.Find)
}

func start(ctx context.Context, o Options, find func() (bin string, err error)) (*Server, error) {
	bin, err := find()
	if errors.Is(err, pgserver.ErrNoBinaries) {
		if bin, err = Fetch(ctx, o.Fetch); err != nil {
			return nil, &NoPostgresError{Fetching: err}
		}
	}
	if err != nil {
		return nil, err
	}
	return pgserver.Start(ctx, pgserver.Options{Bin: bin, Dir: o.Dir})
}

// NoPostgresError says that there are no binaries and that none could be fetched.
type NoPostgresError struct{ Fetching error }

// Error names every way to get a PostgreSQL.
func (e *NoPostgresError) Error() string {
	return fmt.Sprintf(`PostgreSQL is needed, is not on this machine, and could not be fetched: %v
Any of these helps:
  - install it: apt install postgresql, dnf install postgresql-server, brew install postgresql@17
  - set WEFT_POSTGRES_BIN to a folder that holds initdb and postgres
  - set WEFT_POSTGRES_REPOSITORY to a mirror of %s that can be reached from here
  - give the address of a running server instead: weft serve --database-url`, e.Fetching, DefaultRepository)
}

// Unwrap returns why fetching failed.
func (e *NoPostgresError) Unwrap() error { return e.Fetching }
