package serve

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/migrate"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
)

// applyProject applies the project directory that --apply-migrations names, before anybody
// is served: through a server that only this process can reach, which knows the metadata
// endpoints alone and asks for no secret (contract/metadata-and-migrations.md 10.6).
func (g *gateway) applyProject(ctx context.Context, commands *api.API) error {
	m := &g.options.Metadata
	if m.Apply == "" {
		return nil
	}
	if g.store == nil {
		return errors.New("--apply-migrations needs a metadata database, not --metadata-dir")
	}
	o := config.Defaults()
	o.Server.APIs = []string{"metadata", "config"}
	open, err := auth.New(o.Access, g.logger)
	if err != nil {
		return err
	}
	private, err := server.New(server.Options{
		Config: o, Auth: open, Logger: g.logger, Endpoints: commands.Endpoints(),
		Schemas: func() executor.Schemas { return g.keeper.Epoch() },
	})
	if err != nil {
		return err
	}
	defer private.Close()
	// Replicas that start together apply it one after another: to the second it is applied.
	waiting := func() { g.logger.Info("project", "step", "waiting for another server that applies one") }
	err = g.store.Exclusively(ctx, waiting, func(ctx context.Context) error {
		if _, err := commands.CatchUp(ctx); err != nil {
			return err
		}
		return migrate.AtStart(ctx, private, migrate.Directories{
			Metadata:   cmp.Or(m.ApplyMetadata, filepath.Join(m.Apply, "metadata")),
			Migrations: cmp.Or(m.ApplyMigrations, filepath.Join(m.Apply, "migrations")),
			Seeds:      cmp.Or(m.ApplySeeds, filepath.Join(m.Apply, "seeds")),
		}, logLines{g})
	})
	if err != nil {
		return fmt.Errorf("--apply-migrations: %w", err)
	}
	return nil
}

// logLines makes log lines of what is written.
type logLines struct{ gateway *gateway }

// Write logs one line.
func (l logLines) Write(p []byte) (int, error) {
	l.gateway.logger.Info("project", "step", strings.TrimSpace(string(p)))
	return len(p), nil
}
