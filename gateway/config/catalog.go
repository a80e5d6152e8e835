package config

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// catalogCommands are the commands on the catalog of a server that need not run
// (contract/auth-and-server.md 1.1).
func catalogCommands(options *Options, lookup Lookup, tasks *Tasks) []*cobra.Command {
	onCatalog := func(use, short string, do func(context.Context, *Options, io.Writer) error) *cobra.Command {
		cmd := &cobra.Command{Use: use, Short: short, Args: noArguments}
		cmd.RunE = func(cmd *cobra.Command, _ []string) error {
			if err := options.readGlobal(lookup); err != nil {
				return err
			}
			return do(cmd.Context(), options, cmd.OutOrStdout())
		}
		return cmd
	}
	if tasks.Export == nil || tasks.Clean == nil {
		return nil
	}
	return []*cobra.Command{
		onCatalog("export", "Print the stored metadata", tasks.Export),
		onCatalog("clean", "Drop the catalog with the metadata in it", tasks.Clean),
		downgradeCommand(tasks.CatalogVersion),
	}
}

// readGlobal is read for commands that know the global options alone.
func (o *Options) readGlobal(lookup Lookup) error {
	if err := readEnvironment(o.global, lookup); err != nil {
		return err
	}
	o.Database.resolve()
	if o.Database.MetadataURL == "" {
		return errNoDatabase
	}
	return nil
}

var errNoDatabase = errors.New("Fatal Error: Either of --metadata-database-url or --database-url option expected")

// downgradeCommand is `weft downgrade`. There is one version of the catalog, so that there
// is nothing to do on the way to it, and no way to any other.
func downgradeCommand(current int) *cobra.Command {
	var version int
	var dryRun bool
	cmd := &cobra.Command{Use: "downgrade", Short: "Bring the catalog to an older version", Args: noArguments}
	cmd.Flags().IntVar(&version, "to-catalog-version", 0, "the version to bring it to")
	cmd.Flags().BoolVar(&dryRun, "dryRun", false, "print the SQL and run nothing")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		switch {
		case version == 0:
			return errors.New("--to-catalog-version is required")
		case version != current:
			return fmt.Errorf("the catalog has version %d, and there is no way from it to version %d", current, version)
		case dryRun:
			return nil
		}
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "the catalog has version %d already\n", current)
		return err
	}
	return cmd
}
