package migrate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/history"
)

func deleteCommand(f *flags, d *databaseFlag) *cobra.Command {
	var wanted uint64
	var all, onServer, force bool
	cmd := connected("delete", "Delete migrations from the project and the server's record", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if all == (wanted != 0) {
			return errors.New("at least one flag of --all and --version should be set, and not both")
		}
		database, err := d.one(cmd.Context(), s)
		if err != nil {
			return err
		}
		h, err := s.history(cmd.Context(), database)
		if err != nil {
			return err
		}
		chosen, err := h.choose(all, wanted)
		if err != nil {
			return err
		}
		if err := s.confirm(cmd.Context(), force, "Delete %d migrations of database %s?", len(chosen), database); err != nil {
			return err
		}
		return s.delete(cmd.Context(), h, chosen, onServer)
	})
	cmd.Flags().Uint64Var(&wanted, "version", 0, "this version")
	cmd.Flags().BoolVar(&all, "all", false, "all versions")
	cmd.Flags().BoolVar(&onServer, "server", false, "only on the server; the files stay")
	cmd.Flags().BoolVar(&force, "force", false, "do not ask")
	return cmd
}

// delete removes migrations from the server's record and, unless only that is meant, their
// files.
func (s *session) delete(ctx context.Context, h *databaseHistory, chosen []*history.Migration, onServer bool) error {
	if err := s.forget(ctx, h, chosen); err != nil || onServer {
		return err
	}
	for _, m := range chosen {
		if err := m.Remove(h.dir); err != nil {
			return err
		}
	}
	return nil
}

// choose returns the migrations to be deleted, those that only the database has included.
func (h *databaseHistory) choose(all bool, wanted uint64) ([]*history.Migration, error) {
	chosen := slices.Clone(h.available)
	for v := range h.applied {
		if !slices.ContainsFunc(h.available, func(m *history.Migration) bool { return m.Version == v }) {
			chosen = append(chosen, &history.Migration{Version: v})
		}
	}
	if !all {
		chosen = slices.DeleteFunc(chosen, func(m *history.Migration) bool { return m.Version != wanted })
	}
	if len(chosen) == 0 && !all {
		return nil, fmt.Errorf("%d migration not found", wanted)
	}
	slices.SortFunc(chosen, func(a, b *history.Migration) int { return cmp.Compare(a.Version, b.Version) })
	return chosen, nil
}

// confirm asks the person at the terminal; without one only --force is an answer.
func (s *session) confirm(ctx context.Context, force bool, question string, args ...any) error {
	if force {
		return nil
	}
	answer, err := s.ask(ctx, fmt.Sprintf(question+" (y/N) ", args...), "there is nobody to ask: use --force")
	if err == nil && !strings.HasPrefix(strings.ToLower(answer), "y") {
		err = errors.New("nothing was done")
	}
	return err
}
