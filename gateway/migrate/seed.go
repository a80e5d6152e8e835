package migrate

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/client"
)

// seedCommand is `weft seed` (contract/metadata-and-migrations.md 10.5).
func seedCommand() *cobra.Command {
	cmd := group("seed", "Rows that a database begins with", []string{"seeds", "sd"})
	f := projectFlags(cmd)
	d := databaseFlagOf(cmd)
	cmd.AddCommand(seedApplyCommand(f, d), seedCreateCommand(f, d))
	return cmd
}

func seedApplyCommand(f *flags, d *databaseFlag) *cobra.Command {
	var files []string
	cmd := connected("apply", "Run the seeds, again each time", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		return s.seedEach(cmd.Context(), d, files)
	})
	d.addAll(cmd)
	cmd.Flags().StringArrayVarP(&files, "file", "f", nil, "only this file of the seeds; may be repeated")
	return cmd
}

// seedEach seeds the databases that are meant. Of all databases those without seeds are
// skipped.
func (s *session) seedEach(ctx context.Context, d *databaseFlag, names []string) error {
	databases, err := d.several(ctx, s)
	if err != nil {
		return err
	}
	return d.forEach(databases, "applying seeds", func(database string) error {
		err := s.seed(ctx, database, names)
		if d.all && len(names) == 0 && errors.Is(err, fs.ErrNotExist) {
			s.note("no seeds for database: %s", database)
			return nil
		}
		return err
	})
}

// seed runs seed files in one request: those that are named in the order they are named, else
// all of them in the order of their names.
func (s *session) seed(ctx context.Context, database string, names []string) error {
	dir := s.project.SeedsPath(database)
	if len(names) == 0 {
		var err error
		if names, err = seedFiles(os.DirFS(dir)); errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no directory of seeds %s: %w", dir, err)
		} else if err != nil {
			return err
		}
	}
	var calls []client.Call
	for _, name := range names {
		sql, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		s.note("%s: %s", database, name)
		calls = append(calls, client.Call{Type: "run_sql", Args: client.SQLArgs{SQL: string(sql), Source: database}})
	}
	if len(calls) == 0 {
		s.note("no seeds for database: %s", database)
		return nil
	}
	return s.client.Query(ctx, client.Call{Type: "bulk", Args: calls}, nil)
}

// seedFiles returns the files of SQL, those in folders too.
func seedFiles(dir fs.FS) (names []string, err error) {
	err = fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if ext := path.Ext(name); err == nil && !d.IsDir() && (ext == ".sql" || ext == ".SQL") {
			names = append(names, name)
		}
		return err
	})
	return names, err
}

func seedCreateCommand(f *flags, d *databaseFlag) *cobra.Command {
	var tables []string
	cmd := connected("create NAME", "Begin a seed", cobra.ExactArgs(1), f, func(cmd *cobra.Command, s *session, args []string) error {
		database, err := d.one(cmd.Context(), s)
		if err != nil {
			return err
		}
		var text string
		if len(tables) > 0 {
			options := []string{"--no-owner", "--no-acl", "--data-only", "--column-inserts"}
			for _, t := range tables {
				options = append(options, "--table", dumpPattern(t))
			}
			if text, err = s.client.Dump(cmd.Context(), client.DumpArgs{Options: options, Source: database}); err != nil {
				return err
			}
		}
		dir := s.project.SeedsPath(database)
		name := filepath.Join(dir, fmt.Sprintf("%d_%s.sql", time.Now().UnixMilli(), args[0]))
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(name, []byte(text), 0o644)); err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, name)
		return err
	})
	cmd.Flags().StringArrayVar(&tables, "from-table", nil, "take the rows of this table; may be repeated")
	return cmd
}

// dumpPattern is a table as pg_dump takes it: quoted, so that it is no pattern. A schema
// may stand before it.
func dumpPattern(table string) string {
	parts := strings.SplitN(table, ".", 2)
	for i, p := range parts {
		parts[i] = `"` + strings.ReplaceAll(p, `"`, `""`) + `"`
	}
	return strings.Join(parts, ".")
}
