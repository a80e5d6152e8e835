package migrate

import (
	"errors"

	"github.com/spf13/cobra"

	"github.com/weftql/weft/gateway/migrate/history"
)

// transactionFlags tell which migrations have a transaction. They are settings of the
// project too.
type transactionFlags struct{ none, perMigration bool }

func (t *transactionFlags) add(cmd *cobra.Command) {
	cmd.Flags().BoolVar(&t.none, "no-transaction", false, "run the statements of a migration one by one")
	cmd.Flags().BoolVar(&t.perMigration, "per-migration-transaction", false,
		"do so for the files whose first line is `"+history.NoTransactionMark+"` only")
}

func (t *transactionFlags) of(s *session) (history.Transactions, error) {
	all := history.Transactions{None: t.none || s.project.NoTransaction, PerMigration: t.perMigration || s.project.PerMigrationTransaction}
	if all.None && all.PerMigration {
		return all, errors.New("--no-transaction and --per-migration-transaction are mutually exclusive")
	}
	return all, nil
}
