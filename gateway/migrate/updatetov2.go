package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate/history"
)

// updateToV2Command is `weft scripts update-project-v2`: migrations become SQL in
// directories, metadata a directory.
func updateToV2Command(f *flags) *cobra.Command {
	var dir string
	cmd := connected("update-project-v2", "Update a project from version 1 to version 2", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		return s.updateToV2(cmd.Context(), dir)
	})
	cmd.Aliases = []string{"update-config-v2"}
	cmd.Long = `Update a project from version 1 to version 2. The migrations directory is kept as a backup; of its
migrations the SQL stays, as up.sql and down.sql in a directory each, and calls of the metadata API go:
the server's metadata is exported to the metadata directory. Migrations that did nothing else are
forgotten by the server too.`
	cmd.Flags().StringVar(&dir, "metadata-dir", "metadata", "directory that the metadata is exported to")
	return cmd
}

func (s *session) updateToV2(ctx context.Context, dir string) error {
	if err := s.needsVersion(1); err != nil {
		return err
	}
	if err := s.onlyDefault(); err != nil {
		return err
	}
	document, err := s.export(ctx)
	if err != nil {
		return err
	}
	old := s.project.MigrationsPath(defaultDatabase)
	migrations, gone, err := asSQL(old)
	if err != nil {
		return err
	}
	backup := fmt.Sprintf("%s_backup_%d", old, time.Now().UnixMilli())
	if err := os.Rename(old, backup); err != nil {
		return err
	}
	s.note("the migrations as they were are in %s", backup)
	if err := errors.Join(os.MkdirAll(old, 0o755), writeAll(old, migrations)); err != nil {
		return err
	}
	if err := s.forgetAll(ctx, gone); err != nil {
		return err
	}
	s.project.Version, s.project.MetadataDirectory = 2, dir
	if err := metadata.WriteDirectory(filepath.Join(s.project.Dir, dir), document); err != nil {
		return err
	}
	if err := setConfig(s.project.Dir, "version", "2", "metadata_directory", dir); err != nil {
		return err
	}
	s.note("the project has version 2 now")
	return nil
}

// asSQL reads migrations as SQL alone. Those that are nothing without their API calls are
// returned apart.
func asSQL(dir string) (kept, gone []*history.Migration, err error) {
	all, err := history.Read(os.DirFS(dir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for _, m := range all {
		converted := &history.Migration{Version: m.Version, Name: m.Name}
		if converted.Up, err = sqlScript("up.sql", m.Up); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", m, err)
		}
		if converted.Down, err = sqlScript("down.sql", m.Down); err != nil {
			return nil, nil, fmt.Errorf("%s: %w", m, err)
		}
		if converted.Up == nil && converted.Down == nil {
			gone = append(gone, m)
		} else {
			kept = append(kept, converted)
		}
	}
	return kept, gone, nil
}

// sqlScript is the SQL of a script, nil when there is none in it.
func sqlScript(file string, script *history.Script) (*history.Script, error) {
	if script == nil {
		return nil, nil //nolint:nilnil // no script stays no script
	}
	text, _, err := scriptSQL(script)
	if err != nil || text == "" {
		return nil, err
	}
	return &history.Script{File: file, Text: text}, nil
}

func writeAll(dir string, migrations []*history.Migration) error {
	for _, m := range migrations {
		if _, err := m.Write(dir); err != nil {
			return err
		}
	}
	return nil
}

// forgetAll lets the server forget migrations that there are no more.
func (s *session) forgetAll(ctx context.Context, gone []*history.Migration) error {
	ledger := s.ledger(defaultDatabase)
	applied, err := ledger.Applied(ctx)
	if err != nil {
		return err
	}
	return s.forget(ctx, &databaseHistory{ledger: ledger, applied: applied}, gone)
}
