package migrate

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/weftql/weft/gateway/migrate/consoleapi"
	"github.com/weftql/weft/gateway/migrate/history"
)

// consoleProject is what the console's API works on.
type consoleProject struct{ session *session }

var _ consoleapi.Project = consoleProject{}

// history reads what folder and server have of a database now: both change while the console
// is open. The folder of a database's migrations is made when it is missing.
func (c consoleProject) history(ctx context.Context, database string) (*databaseHistory, error) {
	s := c.session
	if err := s.greet(ctx); err != nil {
		return nil, err
	}
	switch {
	case s.project.Version < 3:
		database = defaultDatabase
	case database == "":
		return nil, fmt.Errorf("%w: datasource is missing", consoleapi.ErrRequest)
	case !slices.Contains(s.server.Databases, database):
		return nil, fmt.Errorf("%w: the server has no database %q", consoleapi.ErrRequest, database)
	}
	if err := os.MkdirAll(s.project.MigrationsPath(database), 0o755); err != nil {
		return nil, err
	}
	return s.history(ctx, database)
}

// Versions implements [consoleapi.Project].
func (c consoleProject) Versions(ctx context.Context, database string) ([]consoleapi.Version, error) {
	h, err := c.history(ctx, database)
	if err != nil {
		return nil, err
	}
	list := []consoleapi.Version{}
	for _, v := range h.status() {
		list = append(list, consoleapi.Version{Version: v.Version, Folder: v.Source, Database: v.Database})
	}
	return list, nil
}

// Migrate implements [consoleapi.Project]. A change that fails leaves no migration, unless a
// part of it has been run.
func (c consoleProject) Migrate(ctx context.Context, change *consoleapi.Change) (string, error) {
	h, err := c.history(ctx, change.Database)
	if err != nil {
		return "", err
	}
	m, err := h.begin(change)
	if err != nil {
		return "", err
	}
	ran := 0
	if !change.SkipExecution {
		ran, err = c.session.callAll(ctx, h.database, change.Up)
	}
	switch {
	case err != nil && m != nil && ran > 0:
		return "", fmt.Errorf("%w\na part of the change was run: %s is left in the project, not recorded as applied", err, m)
	case err != nil && m != nil:
		_ = m.Remove(h.dir) // what failed first is told
		return "", err
	case err != nil:
		return "", err
	}
	if m == nil {
		c.exportAfter(ctx)
		return "0_" + change.Name, nil
	}
	if err := h.ledger.Record(ctx, history.Step{Migration: m, Direction: history.Up}); err != nil {
		return "", fmt.Errorf("%s is done, but could not be recorded: %w", m, err)
	}
	c.session.note("%s: %s", h.database, m)
	c.exportAfter(ctx)
	return m.String(), nil
}

// begin writes the migration of a change, nil when there is no SQL in it.
func (h *databaseHistory) begin(change *consoleapi.Change) (*history.Migration, error) {
	up, err := recordedSQL(change.Up, h.database)
	if err != nil {
		return nil, err
	}
	down, err := recordedSQL(change.Down, h.database)
	if err != nil || up == "" && down == "" {
		return nil, err
	}
	m := &history.Migration{Version: h.next(), Name: change.Name}
	for _, s := range []struct {
		at         **history.Script
		file, text string
	}{{&m.Up, "up.sql", up}, {&m.Down, "down.sql", down}} {
		if s.text != "" {
			*s.at = &history.Script{File: s.file, Text: s.text}
		}
	}
	if _, err := m.Write(h.dir); err != nil {
		return nil, fmt.Errorf("%w: %w", consoleapi.ErrRequest, err)
	}
	m.Path = m.String()
	return m, nil
}

// next is the version of a migration that is made now.
func (h *databaseHistory) next() uint64 {
	version := uint64(time.Now().UnixMilli()) //nolint:gosec // not before 1970
	taken := func(m *history.Migration) bool { return m.Version == version }
	for slices.ContainsFunc(h.available, taken) {
		version++
	}
	return version
}

// Squash implements [consoleapi.Project]. The new migration counts as applied when its
// members do.
func (c consoleProject) Squash(ctx context.Context, database, name string, from uint64) (uint64, []uint64, error) {
	h, err := c.history(ctx, database)
	if err != nil {
		return 0, nil, err
	}
	squashed, members, err := history.Squash(h.available, h.applied, name, from, 0)
	if err != nil {
		return 0, nil, err
	}
	applied := h.applied[squashed.Version]
	squashed.Version = h.next()
	if _, err := squashed.Write(h.dir); err != nil {
		return 0, nil, err
	}
	if applied {
		err = h.ledger.Record(ctx, history.Step{Migration: squashed, Direction: history.Up})
	}
	versions := make([]uint64, len(members))
	for i, m := range members {
		versions[i] = m.Version
	}
	return squashed.Version, versions, err
}

// Delete implements [consoleapi.Project].
func (c consoleProject) Delete(ctx context.Context, database string, versions []uint64) error {
	h, err := c.history(ctx, database)
	if err != nil {
		return err
	}
	var chosen []*history.Migration
	for _, v := range versions {
		found, err := h.choose(false, v)
		if err != nil {
			return err
		}
		chosen = append(chosen, found...)
	}
	return c.session.delete(ctx, h, chosen, false)
}

// modeLedger is where the mode is kept.
func (c consoleProject) modeLedger(ctx context.Context) (history.Ledger, error) {
	if err := c.session.greet(ctx); err != nil {
		return nil, err
	}
	ledger := c.session.ledger(defaultDatabase)
	if c.session.project.Version >= 3 {
		return ledger, nil // the catalog is always there
	}
	return ledger, ledger.Prepare(ctx)
}

// Mode implements [consoleapi.Project].
func (c consoleProject) Mode(ctx context.Context) (string, error) {
	ledger, err := c.modeLedger(ctx)
	if err != nil {
		return "", err
	}
	return ledger.Mode(ctx)
}

// SetMode implements [consoleapi.Project].
func (c consoleProject) SetMode(ctx context.Context, mode string) error {
	ledger, err := c.modeLedger(ctx)
	if err != nil {
		return err
	}
	return ledger.SetMode(ctx, mode)
}

// Export implements [consoleapi.Project].
func (c consoleProject) Export(ctx context.Context, write bool) error {
	document, err := c.session.export(ctx)
	if err != nil || !write {
		return err
	}
	return c.session.save(document)
}

// Run implements [consoleapi.Project].
func (c consoleProject) Run(ctx context.Context, database string, calls []consoleapi.Call) error {
	mode, err := c.Mode(ctx)
	if err != nil {
		return err
	}
	if mode == "true" {
		return consoleapi.ErrRecorded
	}
	if _, err := c.session.callAll(ctx, database, calls); err != nil {
		return err
	}
	return c.Export(ctx, true)
}

// exportAfter brings the folder's metadata up to date with a change that is done; that is
// not undone when this fails.
func (c consoleProject) exportAfter(ctx context.Context) {
	if err := c.Export(ctx, true); err != nil {
		c.session.note("the change is done, but the metadata could not be exported: %v", err)
	}
}

func isSQL(call consoleapi.Call) bool { return strings.HasSuffix(call.Type, "run_sql") }
