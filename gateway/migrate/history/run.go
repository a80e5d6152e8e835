package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate/client"
)

// Runner runs migrations of one database through its server.
type Runner struct {
	Client        *client.Client
	Ledger        Ledger
	Database      string
	Transactions  Transactions
	SkipExecution bool
}

// Run runs one step and records it: in one transaction where the ledger lies in the
// migrated database, else right after it (contract/metadata-and-migrations.md 10.4).
func (r *Runner) Run(ctx context.Context, step Step) error {
	if !r.SkipExecution {
		if err := r.execute(ctx, step); err != nil {
			return fmt.Errorf("%s (%s): %w", step.Migration, step.Direction, explain(err))
		}
	}
	if err := r.Ledger.Record(ctx, step); err != nil {
		return fmt.Errorf("%s (%s) is done, but could not be recorded: %w", step.Migration, step.Direction, err)
	}
	return nil
}

func (r *Runner) execute(ctx context.Context, step Step) error {
	script := step.Script()
	if script.IsCalls() {
		return r.call(ctx, script)
	}
	sql, transaction := script.Text, r.Transactions.For(script)
	if transaction {
		claim, record, err := r.Ledger.Recording(ctx, step)
		if err != nil {
			return err
		}
		if record != "" {
			// The script may end without a semicolon, in a comment, and as another role.
			sql = claim + ";\n" + sql + "\n;\nreset session authorization;\n" + record
		}
	}
	_, err := r.Client.RunSQL(ctx, client.SQLArgs{SQL: sql, Source: r.Database, NoTransaction: !transaction})
	return err
}

// call posts the API calls that scripts of old projects are.
func (r *Runner) call(ctx context.Context, script *Script) error {
	calls, err := metadata.JSON([]byte(script.Text))
	if err != nil {
		return err
	}
	return r.Client.LegacyQuery(ctx, client.Call{Type: "bulk", Args: json.RawMessage(calls)}, nil)
}

// explain adds what helps to an error of Postgres: some statements refuse to be in a
// transaction with others.
func explain(err error) error {
	var refused *client.Error
	if !errors.As(err, &refused) {
		return err
	}
	if sql := refused.SQL(); sql != nil && sql.Code == "25001" {
		return fmt.Errorf("%w\na statement of this migration cannot run in a transaction; put it in a migration of its own that begins with the line `"+NoTransactionMark+"`, and apply with --per-migration-transaction (or that one alone with --no-transaction)", err)
	}
	return err
}

// Changed returns the applied migrations whose up script is not the one that was run.
func Changed(ctx context.Context, l Ledger, available []*Migration) ([]*Migration, error) {
	sums, err := l.Checksums(ctx)
	if err != nil {
		return nil, err
	}
	var changed []*Migration
	for _, m := range available {
		if sum := sums[m.Version]; sum != "" && m.Up != nil && sum != m.Up.Checksum() {
			changed = append(changed, m)
		}
	}
	return changed, nil
}
