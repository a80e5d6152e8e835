package config

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// Serve is what `weft serve` does once its options are read. It runs until ctx ends.
type Serve func(ctx context.Context, options *Options) error

// Tasks are what the commands do that need the options.
type Tasks struct {
	Serve Serve
	// Export writes the stored metadata, and Clean drops its catalog. Without them the
	// commands do not exist.
	Export, Clean func(ctx context.Context, options *Options, out io.Writer) error
	// CatalogVersion is the one that the server writes.
	CatalogVersion int
}

// Command builds the command line: the global options, `serve`, `export`, `clean`,
// `downgrade`, `version`, and what more commands are given (contract/auth-and-server.md 1.1). The global options come before the
// command; `serve` accepts them behind it too. Commands given here have flags of their own
// and do not see the options. A returned command serves one execution.
func Command(lookup Lookup, tasks Tasks, more ...*cobra.Command) *cobra.Command {
	options := newOptions()
	root := &cobra.Command{
		Use:              "weft",
		Short:            "One GraphQL endpoint over PostgreSQL, remote GraphQL servers and Actions",
		TraverseChildren: true,
		SilenceErrors:    true,
		SilenceUsage:     true,
		Args:             noArguments,
		RunE:             func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	for _, o := range options.global {
		o.addTo(root.Flags())
	}
	root.AddCommand(serveCommand(options, lookup, tasks.Serve), versionCommand())
	root.AddCommand(catalogCommands(options, lookup, &tasks)...)
	root.AddCommand(more...)
	return root
}

func serveCommand(options *Options, lookup Lookup, serve Serve) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Start the server",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := options.read(lookup); err != nil {
				return err
			}
			return serve(cmd.Context(), options)
		},
	}
	cmd.Flags().SortFlags = false
	for _, o := range options.table {
		o.addTo(cmd.Flags())
	}
	return cmd
}

func versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Weft: %s\nHasura GraphQL Engine: %s\n", Version(), APIVersion)
			return err
		},
	}
}

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("unexpected argument %q", args[0])
	}
	return nil
}

// read completes the options from the environment and checks what can be checked without
// opening anything.
func (o *Options) read(lookup Lookup) error {
	if err := readEnvironment(o.table, lookup); err != nil {
		return err
	}
	o.Database.URLFromEnv = o.given("DATABASE_URL") == byEnvironment
	o.Database.resolve()
	o.Access.resolve()
	if o.Database.MetadataURL == "" && o.Metadata.Dir == "" {
		return errNoDatabase
	}
	if o.Server.ReadCookie && !o.Server.CORSDisabled {
		return errors.New("HASURA_GRAPHQL_WS_READ_COOKIE can only be used when CORS is disabled")
	}
	return nil
}

// Execute runs the command line and returns the exit code of the process: 0, or 1 with the
// reason on stderr, and the usage text too when the command line could not be read.
func Execute(ctx context.Context, root *cobra.Command, args []string, stdout, stderr io.Writer) int {
	understood := false
	root.PersistentPreRun = func(*cobra.Command, []string) { understood = true }
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	_, _ = fmt.Fprintln(stderr, err)
	if !understood {
		_, _ = fmt.Fprint(stderr, "\n", cmd.UsageString())
	}
	return 1
}
