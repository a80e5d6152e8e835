package migrate

import "github.com/spf13/cobra"

// Commands are the commands of a project. They share no state: each execution reads the
// project anew.
func Commands() []*cobra.Command {
	return []*cobra.Command{
		initCommand(), metadataCommand(), migrateCommand(), seedCommand(), deployCommand(), planCommand(), consoleCommand(), scriptsCommand(),
	}
}

// group returns a command that only holds others.
func group(use, short string, aliases []string, commands ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use: use, Short: short, Aliases: aliases, Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(commands...)
	return cmd
}

// run is what a command does once it is connected.
type run func(cmd *cobra.Command, s *session, args []string) error

// connected makes a command of what needs a project and a server.
func connected(use, short string, args cobra.PositionalArgs, f *flags, do run) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: args, RunE: func(cmd *cobra.Command, args []string) error {
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		return do(cmd, s, args)
	}}
}
