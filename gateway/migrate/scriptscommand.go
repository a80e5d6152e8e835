package migrate

import (
	"fmt"

	"github.com/spf13/cobra"
)

// scriptsCommand is `weft scripts`, which bring old projects to the newer layouts
// (contract/metadata-and-migrations.md 10.5).
func scriptsCommand() *cobra.Command {
	cmd := group("scripts", "Bring a project to a newer layout", nil)
	f := projectFlags(cmd)
	cmd.AddCommand(updateToV2Command(f), updateToV3Command(f))
	return cmd
}

// needsVersion refuses projects that a script is not for.
func (s *session) needsVersion(version int) error {
	if s.project.Version != version {
		return fmt.Errorf("project should be using config V%d to be able to update to V%d, but it is using V%d", version, version+1, s.project.Version)
	}
	return nil
}
