package pool

import (
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
)

// begins are the statements that begin a transaction, by the isolation levels of
// contract/auth-and-server.md 12.1.
var begins = map[string]string{
	"":                "begin isolation level read committed read write",
	"read-committed":  "begin isolation level read committed read write",
	"repeatable-read": "begin isolation level repeatable read read write",
	"serializable":    "begin isolation level serializable read write",
}

// committed tells a transaction at the level that connections have unless told otherwise.
func (o *TxOptions) committed() bool { return o.Isolation == "" || o.Isolation == "read-committed" }

// opening appends to dst the statements that open the transaction. One that is whole needs no
// begin: its first statement sees to it that its level and its right to write are what a begin
// would have asked for. A query can set them only to what they are; else it fails, and so does what was
// sent with it. That holds whatever a session before has left on a pooler's connection.
func (o *TxOptions) opening(dst []Statement, kept *settingTexts, whole bool) []Statement {
	if !whole {
		dst = append(dst, Statement{SQL: begins[o.Isolation], Rare: o.Once})
	}
	if len(o.Settings) == 0 && !whole {
		return dst
	}
	set := Statement{SQL: kept.of(o.Settings, whole), Args: make([][]byte, len(o.Settings)), Rare: o.Once}
	for i := range o.Settings {
		set.Args[i] = o.Settings[i].Value
	}
	return append(dst, set)
}

// settingTexts keep the statements that set the parameters which were set last: transactions
// set the same ones every time. They are safe for concurrent use; the zero value is ready.
type settingTexts struct{ begun, whole atomic.Pointer[settingText] }

// settingText is a statement that sets the parameters named.
type settingText struct {
	names []string
	sql   string
}

func (k *settingTexts) of(settings []Setting, whole bool) string {
	last := &k.begun
	if whole {
		last = &k.whole
	}
	t := last.Load()
	if t == nil || !t.sets(settings) {
		t = setting(settings, whole)
		last.Store(t)
	}
	return t.sql
}

func (t *settingText) sets(settings []Setting) bool {
	return slices.EqualFunc(t.names, settings, func(name string, s Setting) bool { return name == s.Name })
}

// setting sets the parameters to $1, $2, ... for the length of the transaction.
func setting(settings []Setting, whole bool) *settingText {
	t := &settingText{}
	var calls []string
	if whole {
		calls = []string{"pg_catalog.set_config('transaction_isolation', 'read committed', true)", "pg_catalog.set_config('transaction_read_only', 'off', true)"}
	}
	for i, s := range settings {
		name := strings.ReplaceAll(s.Name, "'", "''")
		calls = append(calls, fmt.Sprintf("pg_catalog.set_config('%s', $%d, true)", name, i+1))
		t.names = append(t.names, s.Name)
	}
	t.sql = "select " + strings.Join(calls, ", ")
	return t
}
