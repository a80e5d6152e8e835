package client

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// Server is what the handshake learns.
type Server struct {
	Version string
	UUID    string
	// Metadata is the version of the metadata document the server exports.
	Metadata int
	// Databases are the names of its sources, in their order; empty before version 3.
	Databases []string
}

// Handshake greets the server as every command does first
// (contract/metadata-and-migrations.md 10.1). A project of version 3 needs metadata of
// version 3, one of version 1 something older.
func (c *Client) Handshake(ctx context.Context, projectVersion int) (*Server, error) {
	s := &Server{}
	reply, err := c.do(ctx, http.MethodGet, c.paths.Version, nil)
	if err != nil {
		return nil, err
	}
	var version struct{ Version string }
	if err := json.Unmarshal(reply, &version); err != nil {
		return nil, fmt.Errorf("this is no GraphQL engine: the answer to %s is not understood", c.paths.Version)
	}
	s.Version = version.Version
	var document struct {
		Version int
		Sources []struct{ Name string }
	}
	if err := c.LegacyQuery(ctx, Call{Type: "export_metadata", Args: Empty{}}, &document); err != nil {
		return nil, err
	}
	s.Metadata = document.Version
	for _, source := range document.Sources {
		s.Databases = append(s.Databases, source.Name)
	}
	if projectVersion >= 3 && s.Metadata < 3 {
		return nil, fmt.Errorf("a project of version %d needs a server with metadata of version 3, but this one has %d", projectVersion, s.Metadata)
	}
	state, err := c.CatalogState(ctx)
	if err != nil {
		return nil, err
	}
	s.UUID = state.ID
	return s, nil
}

// CatalogState is what clients of a server keep there (contract/metadata-and-migrations.md
// 6.3).
type CatalogState struct {
	ID  string          `json:"id"`
	CLI json.RawMessage `json:"cli_state"`
}

// CatalogState reads the states.
func (c *Client) CatalogState(ctx context.Context) (*CatalogState, error) {
	var s CatalogState
	err := c.Metadata(ctx, Call{Type: "get_catalog_state", Args: Empty{}}, &s)
	return &s, err
}

// SetCatalogState overwrites the command line's state.
func (c *Client) SetCatalogState(ctx context.Context, state any) error {
	return c.Metadata(ctx, Call{Type: "set_catalog_state", Args: map[string]any{"type": "cli", "state": state}}, nil)
}

// SQLArgs are the arguments of run_sql (contract/metadata-and-migrations.md 7.1).
type SQLArgs struct {
	SQL              string `json:"sql"`
	Source           string `json:"source"`
	CheckConsistency bool   `json:"check_metadata_consistency"`
	ReadOnly         bool   `json:"read_only,omitempty"`
	NoTransaction    bool   `json:"no_transaction,omitempty"`
}

// RunSQL runs SQL in a source and returns its rows without their header; values are text.
func (c *Client) RunSQL(ctx context.Context, args SQLArgs) ([][]string, error) {
	var out struct{ Result [][]string }
	if err := c.Query(ctx, Call{Type: "run_sql", Args: args}, &out); err != nil {
		return nil, err
	}
	if len(out.Result) > 0 {
		return out.Result[1:], nil
	}
	return nil, nil
}
