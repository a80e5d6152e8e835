package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// State says what a database was like when a catalog began to be read from it: which server,
// since when it runs, and which rows the system's own tables had.
type State string

// State returns the state that c was read from. It is no part of the content: catalogs of
// different states may be equal.
func (c *Catalog) State() State { return c.state }

// Current tells whether the database is in that state still, so that a catalog read from it
// would be equal to the one that was. It costs a fraction of [Read].
func (s State) Current(ctx context.Context, db Querier) (bool, error) {
	batch := &pgx.Batch{}
	if err := queueState(batch); err != nil {
		return false, err
	}
	results := db.SendBatch(ctx, batch)
	defer results.Close() //nolint:errcheck // what was asked for is here by then
	var state State
	if err := results.QueryRow().Scan(&state); err != nil {
		return false, fmt.Errorf("catalog: reading the state: %w", err)
	}
	return state == s, nil
}

func queueState(batch *pgx.Batch) error {
	sql, err := statements.ReadFile("sql/state.sql")
	if err != nil {
		return fmt.Errorf("catalog: %w", err)
	}
	batch.Queue(string(sql))
	return nil
}
