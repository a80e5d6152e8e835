package rehearsal

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/postgres-source/sqlscript"
)

// outside says why a statement is left out: it belongs to a transaction of its own, or
// reaches beyond the database.
func outside(st *sqlscript.Statement) string {
	switch {
	case st.Is("begin"), st.Is("start", "transaction"):
		return "the rehearsal has a transaction already"
	case (st.Is("commit") || st.Is("end")) && !st.Is("commit", "prepared"):
		return "nothing is committed in a rehearsal; when the migration is applied, what stands before this stays even if something after it fails"
	case st.Is("copy") && beyond.MatchString(st.Text):
		return "it reads or writes outside of the database"
	}
	return ""
}

// beyond is what COPY to or from something else than a table's rows looks like.
var beyond = regexp.MustCompile(`(?i)\b(to|program|stdin)\b`)

// errForbidden is the error of a statement that could end the transaction.
type errForbidden string

func (e errForbidden) Error() string { return string(e) }

// forbidden refuses statements that would end the transaction.
func forbidden(st *sqlscript.Statement) error {
	switch {
	case st.Is("rollback", "to"), st.Is("rollback", "work", "to"), st.Is("rollback", "transaction", "to"):
		return nil
	case st.Is("commit"), st.Is("end"), st.Is("rollback"), st.Is("abort"), st.Is("prepare", "transaction"):
		return errForbidden("a migration with " + strings.ToUpper(st.Words[0]) + " cannot be rehearsed")
	}
	return nil
}

// unrehearsable says why a statement that failed has to be left out, "" when the failure is
// one that the deployment would have too.
func (r *Request) unrehearsable(script *Script, err error) string {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return ""
	}
	switch {
	case pg.Code == inTransaction && (r.NoTransaction || script.NoTransaction):
		return "it cannot run in a transaction"
	case pg.Code == "55P04":
		return "it uses a value of an enum that is added in this deployment: it cannot before that is committed"
	}
	return ""
}

// inTransaction is the code of statements that cannot run in a transaction.
const inTransaction = "25001"

// shortened is a statement on one line.
func shortened(st *sqlscript.Statement) string {
	text := strings.Join(strings.Fields(st.Text[st.Begin:]), " ")
	if len(text) <= maxText {
		return text
	}
	cut := maxText
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return text[:cut] + "…"
}

// failureOf words an error.
func failureOf(err error) *Failure {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return &Failure{Message: err.Error()}
	}
	f := &Failure{Message: pg.Message, Code: pg.Code, Detail: pg.Detail, Hint: pg.Hint}
	switch {
	case f.Hint != "":
	case pg.Code == "55P03":
		f.Hint = "somebody holds a lock on what it changes; a rehearsal gives up soon, so that nobody has to wait behind it"
	case pg.Code == inTransaction:
		f.Hint = "put the statement in a migration of its own that begins with the line `-- hasura:no-transaction`, and apply with --per-migration-transaction (or that one alone with --no-transaction)"
	}
	return f
}

// failureAt words an error of a statement; at is -1 when it was none.
func failureAt(err error, statements []sqlscript.Statement, at int) *Failure {
	f := failureOf(err)
	if at < 0 {
		return f
	}
	st := &statements[at]
	f.Line, f.Statement = st.Line, shortened(st)
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Position > 0 {
		f.Line += strings.Count(upTo(st.Text, int(pg.Position)-1), "\n") - strings.Count(st.Text[:st.Begin], "\n")
	}
	return f
}

// upTo is the beginning of a text, n characters long.
func upTo(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i]
		}
		n--
	}
	return text
}

// schemaCommands are the first words of commands that change the schema.
var schemaCommands = []string{
	"ALTER", "CLUSTER", "COMMENT", "CREATE", "DROP", "GRANT", "IMPORT", "REASSIGN", "REFRESH", "REINDEX", "REVOKE", "SECURITY", "TRUNCATE",
}

func changesSchema(tag pgconn.CommandTag) bool {
	word, _, _ := strings.Cut(tag.String(), " ")
	return slices.Contains(schemaCommands, word)
}
