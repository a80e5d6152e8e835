package metadata

import (
	"context"
	"encoding/json"
	"fmt"
)

// CatalogState is what tools keep in the catalog beside the metadata
// (contract/metadata-and-migrations.md 6.3).
type CatalogState struct {
	ID      string          `json:"id"`
	CLI     json.RawMessage `json:"cli_state"`
	Console json.RawMessage `json:"console_state"`
}

// CatalogState reads the state.
func (s *Store) CatalogState(ctx context.Context) (CatalogState, error) {
	state := CatalogState{ID: s.id.String()}
	var cli, console string
	err := s.pool.QueryRow(ctx, `select cli_state::text, console_state::text from hdb_catalog.hdb_version`).Scan(&cli, &console)
	if err != nil {
		return state, fmt.Errorf("reading the catalog state: %w", err)
	}
	state.CLI, state.Console = json.RawMessage(cli), json.RawMessage(console)
	return state, nil
}

// SetCLIState overwrites the state of the command line tool.
func (s *Store) SetCLIState(ctx context.Context, state json.RawMessage) error {
	return s.setState(ctx, `update hdb_catalog.hdb_version set cli_state = $1::jsonb`, state)
}

// SetConsoleState overwrites the state of the console.
func (s *Store) SetConsoleState(ctx context.Context, state json.RawMessage) error {
	return s.setState(ctx, `update hdb_catalog.hdb_version set console_state = $1::jsonb`, state)
}

func (s *Store) setState(ctx context.Context, sql string, state json.RawMessage) error {
	if _, err := s.pool.Exec(ctx, sql, string(state)); err != nil {
		return fmt.Errorf("storing the catalog state: %w", err)
	}
	return nil
}

// ClearActionLog forgets all runs of some asynchronous actions.
func (s *Store) ClearActionLog(ctx context.Context, actions []string) error {
	_, err := s.pool.Exec(ctx, `delete from hdb_catalog.hdb_action_log where action_name = any($1)`, actions)
	if err != nil {
		return fmt.Errorf("clearing the action log: %w", err)
	}
	return nil
}
