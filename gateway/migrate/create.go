package migrate

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/history"
)

// createFlags are those of `weft migrate create`.
type createFlags struct {
	database       *databaseFlag
	fromServer     bool
	schemas        []string
	file, up, down string
	output         string
}

func createCommand(f *flags, d *databaseFlag) *cobra.Command {
	c := createFlags{database: d}
	cmd := connected("create NAME", "Begin a migration", cobra.ExactArgs(1), f, func(cmd *cobra.Command, s *session, args []string) error {
		return c.run(cmd.Context(), s, args[0])
	})
	cmd.Flags().BoolVar(&c.fromServer, "from-server", false, "take the database's schema as the migration, which counts as applied")
	cmd.Flags().StringSliceVar(&c.schemas, "schema", []string{"public"}, "with --from-server: these schemas")
	cmd.Flags().StringVar(&c.file, "sql-from-file", "", "file whose content becomes up.sql")
	cmd.Flags().StringVar(&c.up, "up-sql", "", "what up.sql holds")
	cmd.Flags().StringVar(&c.down, "down-sql", "", "what down.sql holds")
	cmd.Flags().StringVarP(&c.output, "output", "o", "", "json")
	return cmd
}

func (c *createFlags) run(ctx context.Context, s *session, name string) error {
	database, err := c.database.one(ctx, s)
	if err != nil {
		return err
	}
	up, err := c.upText(ctx, s, database)
	if err != nil {
		return err
	}
	m := &history.Migration{
		Version: uint64(time.Now().UnixMilli()), Name: name,
		Up: &history.Script{File: "up.sql", Text: up}, Down: &history.Script{File: "down.sql", Text: c.down},
	}
	folder, err := m.Write(s.project.MigrationsPath(database))
	if err != nil {
		return err
	}
	if c.fromServer {
		ledger := s.ledger(database)
		if err := ledger.Prepare(ctx); err != nil {
			return err
		}
		if err := ledger.Record(ctx, history.Step{Migration: m, Direction: history.Up}); err != nil {
			return err
		}
	}
	if c.output == "json" {
		return s.json(map[string]any{"database": database, "version": m.Version, "name": name, "path": folder})
	}
	_, err = fmt.Fprintln(s.out, folder)
	return err
}

// upText is what the migration does.
func (c *createFlags) upText(ctx context.Context, s *session, database string) (string, error) {
	given := 0
	for _, is := range []bool{c.fromServer, c.file != "", c.up != ""} {
		if is {
			given++
		}
	}
	switch {
	case given > 1:
		return "", errors.New("only one of --from-server, --sql-from-file and --up-sql can be given")
	case c.file != "":
		text, err := os.ReadFile(c.file)
		return string(text), err
	case !c.fromServer:
		return c.up, nil
	}
	options := []string{"-O", "-x", "--schema-only"}
	for _, schema := range c.schemas {
		options = append(options, "--schema", schema)
	}
	return s.client.Dump(ctx, client.DumpArgs{Options: options, CleanOutput: true, Source: database})
}
