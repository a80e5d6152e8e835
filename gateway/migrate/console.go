package migrate

import (
	"fmt"
	"os/exec"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

// consoleCommand is `weft console`: it opens the server's own console.
func consoleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "console", Short: "Open the console of the server", Args: cobra.NoArgs}
	f := projectFlags(cmd)
	var noBrowser bool
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		s, err := f.connect(cmd)
		if err != nil {
			return err
		}
		url := strings.TrimRight(s.project.Endpoint, "/") + "/console"
		if _, err := fmt.Fprintln(s.out, url); err != nil {
			return err
		}
		if !noBrowser && isTerminal(s.out) {
			if err := openBrowser(cmd, url); err != nil {
				s.note("no browser could be opened: %v", err)
			}
		}
		return nil
	}
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "only print the address")
	return cmd
}

// openBrowser asks the system to show a page.
func openBrowser(cmd *cobra.Command, url string) error {
	opener := map[string][]string{
		"darwin": {"open"}, "windows": {"rundll32", "url.dll,FileProtocolHandler"},
	}[runtime.GOOS]
	if opener == nil {
		opener = []string{"xdg-open"}
	}
	return exec.CommandContext(cmd.Context(), opener[0], append(opener[1:], url)...).Start()
}
