package pool

import "strconv"

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

// opening are the statements that open the transaction. One that is whole needs no begin: its
// first statement sees to it that its level and its right to write are what a begin would have
// asked for. A query can set them only to what they are; else it fails, and so does what was
// sent with it. That holds whatever a session before has left on a pooler's connection.
func (o *TxOptions) opening(whole bool) []Statement {
	set := Statement{SQL: settingText(len(o.Settings), whole), Args: make([][]byte, 0, 2*len(o.Settings)), Rare: o.Once}
	for _, s := range o.Settings {
		set.Args = append(set.Args, []byte(s.Name), []byte(s.Value))
	}
	switch {
	case whole:
		return []Statement{set}
	case len(o.Settings) == 0:
		return []Statement{{SQL: begins[o.Isolation], Rare: o.Once}}
	}
	return []Statement{{SQL: begins[o.Isolation], Rare: o.Once}, set}
}

// settingTexts are the first few of setting, made once.
var settingTexts = func() (texts [2][3]string) {
	for n := range texts[0] {
		texts[0][n], texts[1][n] = setting(n, false), setting(n, true)
	}
	return texts
}()

func settingText(parameters int, whole bool) string {
	switch {
	case parameters >= len(settingTexts[0]):
		return setting(parameters, whole)
	case whole:
		return settingTexts[1][parameters]
	}
	return settingTexts[0][parameters]
}

// setting is a statement that sets parameters, named and valued by $1, $2, ..., for the length
// of the transaction.
func setting(parameters int, whole bool) string {
	sql, separator := "select", " "
	if whole {
		sql += " pg_catalog.set_config('transaction_isolation', 'read committed', true), pg_catalog.set_config('transaction_read_only', 'off', true)"
		separator = ", "
	}
	for i := range parameters {
		sql += separator + "pg_catalog.set_config($" + strconv.Itoa(2*i+1) + ", $" + strconv.Itoa(2*i+2) + ", true)"
		separator = ", "
	}
	return sql
}
