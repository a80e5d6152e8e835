package migrate

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/history"
)

// versionStatus is where a version is present.
type versionStatus struct {
	Version  uint64 `json:"version"`
	Name     string `json:"name"`
	Source   bool   `json:"source"`
	Database bool   `json:"database"`
}

func statusCommand(f *flags, d *databaseFlag) *cobra.Command {
	var output string
	cmd := connected("status", "Which migrations the project and the database have", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if err := oneOf("output", output, "", "json"); err != nil {
			return err
		}
		databases, err := d.several(cmd.Context(), s)
		if err != nil {
			return err
		}
		all := map[string][]versionStatus{}
		err = d.forEach(databases, "reading migrations", func(database string) error {
			h, err := s.history(cmd.Context(), database)
			if err != nil {
				return err
			}
			all[database] = h.status()
			if output == "" {
				return s.printStatus(database, all[database])
			}
			return nil
		})
		if err != nil || output == "" {
			return err
		}
		return s.json(all)
	})
	d.addAll(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "json")
	return cmd
}

func (h *databaseHistory) status() []versionStatus {
	list := []versionStatus{}
	for _, m := range h.available {
		list = append(list, versionStatus{m.Version, m.Name, true, h.applied[m.Version]})
	}
	for v := range h.applied {
		if !slices.ContainsFunc(h.available, func(m *history.Migration) bool { return m.Version == v }) {
			list = append(list, versionStatus{Version: v, Database: true})
		}
	}
	slices.SortFunc(list, func(a, b versionStatus) int { return cmp.Compare(a.Version, b.Version) })
	return list
}

func (s *session) printStatus(database string, list []versionStatus) error {
	presence := func(there bool) string {
		if there {
			return "Present"
		}
		return "Not Present"
	}
	s.note("Database: %s", database)
	var rows [][]string
	for _, v := range list {
		name := cmp.Or(v.Name, "-")
		rows = append(rows, []string{strconv.FormatUint(v.Version, 10), name, presence(v.Source), presence(v.Database)})
	}
	return s.table([]string{"VERSION", "NAME", "SOURCE STATUS", "DATABASE STATUS"}, rows)
}
