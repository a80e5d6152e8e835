package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/history"
)

// migrateCommand is `weft migrate` (contract/metadata-and-migrations.md 10.4).
func migrateCommand() *cobra.Command {
	cmd := group("migrate", "Migrations of the project's databases", nil)
	f := projectFlags(cmd)
	d := databaseFlagOf(cmd)
	cmd.AddCommand(migrateApplyCommand(f, d), statusCommand(f, d), createCommand(f, d), squashCommand(f, d), deleteCommand(f, d))
	return cmd
}

// databaseFlag chooses databases.
type databaseFlag struct {
	name string
	all  bool
}

// databaseFlagOf adds the flag that all commands of a group have.
func databaseFlagOf(group *cobra.Command) *databaseFlag {
	var d databaseFlag
	group.PersistentFlags().StringVar(&d.name, "database-name", "", "the database")
	return &d
}

// addAll adds the flag of commands that can do all databases.
func (d *databaseFlag) addAll(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&d.all, "all-databases", false, "all databases of the server")
}

// one returns the one database that is meant. Old projects have only one.
func (d *databaseFlag) one(ctx context.Context, s *session) (string, error) {
	if s.project.Version < 3 {
		return defaultDatabase, nil
	}
	return s.chooseDatabase(ctx, d.name)
}

// chooseDatabase checks that the server has a database; a person who named none is asked.
func (s *session) chooseDatabase(ctx context.Context, name string) (string, error) {
	if name == "" {
		var err error
		question := fmt.Sprintf("Which database? (%s) ", strings.Join(s.server.Databases, ", "))
		if name, err = s.ask(ctx, question, "--database-name flag is required"); err != nil {
			return "", err
		}
	}
	if !slices.Contains(s.server.Databases, name) {
		return "", fmt.Errorf("the server has no database %q", name)
	}
	return name, nil
}

// several returns the databases that are meant.
func (d *databaseFlag) several(ctx context.Context, s *session) ([]string, error) {
	if d.all && s.project.Version >= 3 {
		return s.server.Databases, nil
	}
	name, err := d.one(ctx, s)
	return []string{name}, err
}

// ledger is where a database's versions are kept.
func (s *session) ledger(database string) history.Ledger {
	if s.project.Version < 3 {
		return &history.TableLedger{Client: s.client, Database: database}
	}
	return &history.CatalogLedger{
		Client: s.client, Database: database, Server: s.server.UUID, Unknown: !slices.Contains(s.server.Databases, database),
	}
}

// databaseHistory is what project and server have of a database.
type databaseHistory struct {
	database, dir string
	ledger        history.Ledger
	available     []*history.Migration
	applied       map[uint64]bool
}

// history reads both sides and warns of applied files that have changed since.
func (s *session) history(ctx context.Context, database string) (*databaseHistory, error) {
	h := &databaseHistory{database: database, dir: s.project.MigrationsPath(database), ledger: s.ledger(database)}
	var err error
	h.available, err = history.Read(os.DirFS(h.dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no directory of migrations %s", h.dir)
	}
	if err != nil {
		return nil, fmt.Errorf("migrations of database %s: %w", database, err)
	}
	if err := h.ledger.Prepare(ctx); err != nil {
		return nil, err
	}
	if h.applied, err = h.ledger.Applied(ctx); err != nil {
		return nil, err
	}
	changed, err := history.Changed(ctx, h.ledger, h.available)
	for _, m := range changed {
		s.note("warning: %s was changed after it was applied to %s", m, database)
	}
	return h, err
}

// forEach does something for the databases that are meant. Of all databases the others are
// still done when one fails.
func (d *databaseFlag) forEach(databases []string, what string, do func(database string) error) error {
	var failed []string
	var causes []error
	for _, database := range databases {
		err := do(database)
		if err != nil && !d.all {
			return err
		}
		if err != nil {
			failed = append(failed, database)
			causes = append(causes, fmt.Errorf("%s: %w", database, err))
		}
	}
	if len(failed) > 0 {
		return fmt.Errorf("%s failed on database(s): %s\n%w", what, strings.Join(failed, ","), errors.Join(causes...))
	}
	return nil
}
