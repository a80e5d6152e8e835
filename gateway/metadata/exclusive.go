package metadata

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// projectLock is held by the server that applies a project to the catalog.
const projectLock = 0x77656670 // "wefp"

// Exclusively does work while no other server does so on the same catalog; it waits for the
// one that does. waiting is called before it has to wait. The lock is a transaction's, which
// a pooler between here and the database keeps on one connection, and ends with the process.
func (s *Store) Exclusively(ctx context.Context, waiting func(), work func(context.Context) error) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("metadata database: %w", err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx)) //nolint:errcheck // it did nothing but hold the lock
	if err := lockProject(ctx, tx, waiting); err != nil {
		return fmt.Errorf("waiting for another server that applies a project: %w", err)
	}
	return work(ctx)
}

// lockProject takes the lock, whatever limits the database sets to waiting and to holding.
func lockProject(ctx context.Context, tx pgx.Tx, waiting func()) error {
	if _, err := tx.Exec(ctx, `set local lock_timeout = 0; set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0`); err != nil {
		return err
	}
	var free bool
	if err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock($1)`, projectLock).Scan(&free); err != nil || free {
		return err
	}
	waiting()
	_, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, projectLock)
	return err
}
