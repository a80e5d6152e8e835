package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"
	"github.com/weftql/weft/gateway/migrate/history"
)

func squashCommand(f *flags, d *databaseFlag) *cobra.Command {
	var name string
	var from, to uint64
	var deleteSource bool
	cmd := connected("squash", "Join several migrations into one", cobra.NoArgs, f, func(cmd *cobra.Command, s *session, _ []string) error {
		if from == 0 {
			return errors.New("--from flag is required")
		}
		database, err := d.one(cmd.Context(), s)
		if err != nil {
			return err
		}
		h, err := s.history(cmd.Context(), database)
		if err != nil {
			return err
		}
		squashed, members, err := history.Squash(h.available, h.applied, name, from, to)
		if err != nil {
			return err
		}
		return s.squash(cmd.Context(), h, squashed, members, deleteSource)
	})
	cmd.Flags().Uint64Var(&from, "from", 0, "first version")
	cmd.Flags().Uint64Var(&to, "to", 0, "last version (default: the newest)")
	cmd.Flags().StringVar(&name, "name", "squashed", "name of the new migration")
	cmd.Flags().BoolVar(&deleteSource, "delete-source", false, "let the server forget all versions but the last")
	return cmd
}

func (s *session) squash(ctx context.Context, h *databaseHistory, squashed *history.Migration, members []*history.Migration, forget bool) error {
	aside, err := history.SetAside(h.dir, members)
	if err != nil {
		return err
	}
	folder, err := squashed.Write(h.dir)
	if err != nil {
		return err
	}
	s.note("the %d migrations were moved to %s", len(members), aside)
	if h.applied[squashed.Version] {
		if forget {
			if err := s.forget(ctx, h, members[:len(members)-1]); err != nil {
				return err
			}
		}
		// What the server has is the new script now.
		if err := h.ledger.Rewrite(ctx, squashed); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(s.out, folder)
	return err
}

// forget removes applied versions from the ledger.
func (s *session) forget(ctx context.Context, h *databaseHistory, members []*history.Migration) error {
	for _, m := range members {
		if !h.applied[m.Version] {
			continue
		}
		if err := h.ledger.Record(ctx, history.Step{Migration: m, Direction: history.Down}); err != nil {
			return err
		}
	}
	return nil
}
