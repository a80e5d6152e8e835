package demo

import "github.com/spf13/cobra"

// Command returns `weft demo`. It ends with the context it is executed with.
func Command(serve Serve) *cobra.Command {
	o := Options{Serve: serve}
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Run a shop with a database of its own and query three sources at once",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.Stdout = cmd.OutOrStdout()
			return Run(cmd.Context(), o)
		},
	}
	cmd.Flags().IntVar(&o.Port, "port", 8080, "HTTP port")
	cmd.Flags().StringVar(&o.Data, "data", "", "folder of the database (default: one in the user's cache)")
	cmd.Flags().BoolVar(&o.Fresh, "fresh", false, "throw the shop's rows away and begin with new ones")
	return cmd
}
