package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate/history"
)

// updateToV3Command is `weft scripts update-project-v3`: migrations and seeds get a directory
// per database, their state moves to the server's catalog.
func updateToV3Command(f *flags) *cobra.Command {
	var u updateToV3
	cmd := connected("update-project-v3", "Update a project from version 2 to version 3", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		return u.run(cmd.Context(), s)
	})
	cmd.Long = `Update a project from version 2 to version 3. What is applied is taken over from the tables of the
database into the server's catalog, migrations and seeds move into a directory with the database's
name, and the server's metadata is exported in the layout of version 3. The tables stay as they are.`
	cmd.Flags().StringVar(&u.database, "database-name", "", "the database that the migrations and seeds are for")
	cmd.Flags().BoolVar(&u.stateOnly, "move-state-only", false, "only take over what is applied")
	cmd.Flags().BoolVar(&u.force, "force", false, "do not ask")
	return cmd
}

type updateToV3 struct {
	database         string
	stateOnly, force bool
}

func (u *updateToV3) run(ctx context.Context, s *session) error {
	// The state alone may be moved when the project has been updated elsewhere.
	if err := s.needsVersion(2); err != nil && !u.stateOnly {
		return err
	}
	if s.server.Metadata < 3 {
		return fmt.Errorf("a project of version 3 needs a server with metadata of version 3, but this one has %d", s.server.Metadata)
	}
	database, err := u.choose(ctx, s)
	if err != nil {
		return err
	}
	if err := s.confirm(ctx, u.force, "The migrations and seeds are those of database %s, and the layout of the project changes. Go on?", database); err != nil {
		return err
	}
	ledger := &history.CatalogLedger{Client: s.client, Database: database, Server: s.server.UUID}
	if err := ledger.TakeOver(ctx); err != nil {
		return err
	}
	s.note("what is applied to %s was taken over into the server's catalog", database)
	if u.stateOnly {
		return nil
	}
	return s.layoutV3(ctx, database)
}

// choose returns the one database that is meant.
func (u *updateToV3) choose(ctx context.Context, s *session) (string, error) {
	if u.database == "" && len(s.server.Databases) == 1 {
		return s.server.Databases[0], nil
	}
	return s.chooseDatabase(ctx, u.database)
}

// layoutV3 moves the files of a project and exports the metadata.
func (s *session) layoutV3(ctx context.Context, database string) error {
	old := s.project
	updated := *old
	updated.Version = 3
	s.project = &updated
	document, err := s.export(ctx)
	if err != nil {
		return err
	}
	isMigration := func(name string) bool { return history.IsName(name) || strings.HasPrefix(name, "squashed_") }
	isSeed := func(name string) bool { return filepath.Ext(name) == ".sql" }
	if err := errors.Join(
		moveBelow(old.MigrationsPath(database), database, isMigration),
		moveBelow(old.SeedsPath(database), database, isSeed),
	); err != nil {
		return err
	}
	if err := s.save(document); err != nil {
		return err
	}
	if name, isFile := updated.MetadataPath(); !isFile {
		if err := metadata.RemoveLegacyFiles(name); err != nil {
			return err
		}
	}
	if err := setConfig(old.Dir, "version", "3"); err != nil {
		return err
	}
	s.note("the project has version 3 now")
	return nil
}

// moveBelow moves entries of a directory into a directory in it. A directory that does not
// exist has none.
func moveBelow(dir, name string, moves func(name string) bool) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	target := filepath.Join(dir, name)
	if err := os.MkdirAll(target, 0o755); err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == name || !moves(e.Name()) {
			continue
		}
		if err := os.Rename(filepath.Join(dir, e.Name()), filepath.Join(target, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
