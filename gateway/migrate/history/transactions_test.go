package history_test

import (
	"testing"

	"github.com/weftql/weft/gateway/migrate/history"
)

func TestScriptsSayWhetherTheyHaveATransaction(t *testing.T) {
	const mark = history.NoTransactionMark
	each, none := history.Transactions{PerMigration: true}, history.Transactions{None: true}
	for text, want := range map[string]bool{
		mark: false, mark + "\nvacuum": false, " " + mark + " \r\nvacuum": false,
		"": true, "\n" + mark: true, mark + " x": true, "vacuum " + mark: true,
	} {
		s := &history.Script{File: "1_a/up.sql", Text: text}
		if each.For(s) != want {
			t.Errorf("%q has a transaction: %v", text, !want)
		}
		if none.For(s) || !(history.Transactions{}).For(s) {
			t.Errorf("%q is asked when it is not to be", text)
		}
	}
	if !each.For(&history.Script{File: "1_a/up.yaml", Text: mark}) {
		t.Error("calls are asked")
	}
}
