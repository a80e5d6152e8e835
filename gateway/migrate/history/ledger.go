package history

import (
	"context"
	"strings"
)

// Ledger tells and keeps which versions one database has.
type Ledger interface {
	// Prepare makes the ledger ready for its first use.
	Prepare(ctx context.Context) error
	// Applied reads the versions and changes nothing.
	Applied(ctx context.Context) (map[uint64]bool, error)
	// Checksums are those of the scripts that were run, as far as they are known.
	Checksums(ctx context.Context) (map[uint64]string, error)
	// Record keeps that a migration was run, and its up script's checksum.
	Record(ctx context.Context, step Step) error
	// Recording returns SQL that does what Record does in the migration's own transaction,
	// or "" when the ledger is not in the same database.
	Recording(ctx context.Context, step Step) (string, error)
}

// literal quotes a text as an SQL literal, as quote_literal does. The API that runs SQL has
// no parameters.
func literal(text string) string {
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	if strings.Contains(text, `\`) {
		return " E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
	return quoted
}

func (s Step) checksum() string {
	if s.Up == nil {
		return ""
	}
	return s.Up.Checksum()
}
