package metadata

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// ErrPooler is returned by [Store.Listen] when a connection pooler stands before the metadata
// database: in transaction mode nothing would ever be heard, and the connection that listens
// would be another client's next.
var ErrPooler = errors.New("a connection pooler stands before the database")

// Listen calls changed whenever some server has changed the metadata, until ctx has ended
// or the connection is lost: it always returns an error.
func (s *Store) Listen(ctx context.Context, changed func()) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("listening for changes of metadata: %w", err)
	}
	defer conn.Release()
	if err := direct(ctx, conn.Conn()); err != nil {
		return fmt.Errorf("listening for changes of metadata: %w", err)
	}
	defer conn.Conn().Close(context.WithoutCancel(ctx)) //nolint:errcheck // the pool must not have one that listens
	if _, err := conn.Exec(ctx, "listen "+changeChannel); err != nil {
		return fmt.Errorf("listening for changes of metadata: %w", err)
	}
	for {
		if _, err := conn.Conn().WaitForNotification(ctx); err != nil {
			return fmt.Errorf("listening for changes of metadata: %w", err)
		}
		changed()
	}
}

// direct tells whether a connection leads to the server itself: a pooler answers with a
// process number of its own.
func direct(ctx context.Context, conn *pgx.Conn) error {
	var process uint32
	if err := conn.QueryRow(ctx, "select pg_backend_pid()").Scan(&process); err != nil {
		return err
	}
	if process != conn.PgConn().PID() {
		return ErrPooler
	}
	return nil
}
