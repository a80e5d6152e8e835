package migrate

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/metadata"
)

// initCommand is `weft init` (contract/metadata-and-migrations.md 10.5).
func initCommand() *cobra.Command {
	var version int
	var endpoint, secret string
	var f flags
	cmd := &cobra.Command{Use: "init [dir]", Short: "Create a project", Args: cobra.MaximumNArgs(1)}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if version != 2 && version != 3 {
			return fmt.Errorf("--version: there are no new projects of version %d", version)
		}
		if err := f.takeGlobal(cmd.Root()); err != nil {
			return err
		}
		dir := "."
		if len(args) == 1 {
			dir = args[0]
		}
		if f.project != "" && !filepath.IsAbs(dir) {
			dir = filepath.Join(f.project, dir)
		}
		if err := createProject(dir, version, endpoint, secret); err != nil {
			return err
		}
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "project created in %s\n", dir)
		return err
	}
	f.set = cmd.Flags()
	f.addGlobal(f.set)
	cmd.Flags().IntVar(&version, "version", 3, "layout of the project, 2 or 3")
	cmd.Flags().StringVar(&endpoint, "endpoint", "http://localhost:8080", "URL of the server")
	cmd.Flags().StringVar(&secret, "admin-secret", "", "admin secret of the server, written to config.yaml")
	return cmd
}

// createProject writes the files of an empty project. It touches nothing in a directory
// that is a project already.
func createProject(dir string, version int, endpoint, secret string) error {
	name := filepath.Join(dir, "config.yaml")
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("%s is a project already", dir)
	}
	settings := [][2]string{{"endpoint", endpoint}, {"admin_secret", secret}, {"metadata_directory", "metadata"}}
	text := fmt.Sprintf("version: %d\n", version)
	for _, s := range settings {
		if s[1] != "" {
			text += fmt.Sprintf("%s: %q\n", s[0], s[1])
		}
	}
	empty := `{"version":3,"sources":[]}`
	if version == 2 {
		empty = `{"version":2,"tables":[],"functions":[]}`
	}
	for _, folder := range []string{"", "migrations", "seeds"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil {
			return err
		}
	}
	return errors.Join(metadata.WriteDirectory(filepath.Join(dir, "metadata"), []byte(empty)),
		os.WriteFile(name, []byte(text), 0o600))
}
