package history

import (
	"context"
	"errors"
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
	// Rewrite keeps the checksum of a script that stands for what has been run: several
	// migrations have become one.
	Rewrite(ctx context.Context, m *Migration) error
	// Recording returns SQL that does what Record does in the migration's own transaction,
	// and SQL to stand before the migration, which waits for others that run one and refuses
	// when the version is, or is not, applied by now. Both are "" when the ledger is not in
	// the same database.
	Recording(ctx context.Context, step Step) (claim, record string, err error)
	// Mode tells whether migrations are on: "true" unless somebody has switched them off.
	Mode(ctx context.Context) (string, error)
	// SetMode switches them.
	SetMode(ctx context.Context, mode string) error
}

// The setting that Mode reads, and its value when nobody has changed it.
const (
	modeSetting = "migration_mode"
	modeOn      = "true"
)

// ErrDisabled is returned when somebody has switched migrations off for the server.
var ErrDisabled = errors.New("Migration mode is disabled")

// claim is the SQL that refuses a step for which `applied`, a condition, is not what it is
// planned for. Migrations of one database take turns.
func claim(step Step, database, applied string) string {
	refusal, refused := errApplied, applied
	if step.Direction == Down {
		refusal, refused = errNotApplied, "not "+applied
	}
	body := "begin perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(" + literal("migrations of "+database) + ", 0));" +
		" if " + refused + " then raise exception using message = " + literal(refusal.Error()) + "; end if; end"
	return "do " + literal(body)
}

// What is refused (contract/metadata-and-migrations.md 10.4).
var (
	errApplied    = errors.New("Version already applied in database")
	errNotApplied = errors.New("Migration not applied in database")
)

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
