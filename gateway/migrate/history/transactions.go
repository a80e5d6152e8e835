package history

import "strings"

// Transactions tell which scripts run in one.
type Transactions struct {
	None bool
	// PerMigration leaves it to each script, by its first line, instead.
	PerMigration bool
}

// NoTransactionMark is the first line of scripts that run without a transaction.
const NoTransactionMark = "-- hasura:no-transaction"

// For tells whether a script runs in a transaction.
func (t Transactions) For(s *Script) bool {
	if !t.PerMigration || s.IsCalls() {
		return !t.None
	}
	first, _, _ := strings.Cut(s.Text, "\n")
	return strings.TrimSpace(first) != NoTransactionMark
}
