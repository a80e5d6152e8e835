package rehearsal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/gateway/rehearsal"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// No migration finds a way to commit what it does.
func TestNothingIsCommitted(t *testing.T) {
	g := start(t, `create table author (id int);
		create procedure ends() language plpgsql as $$ begin insert into author values (1); commit; end $$`, "")
	g.must(&g.commands, oneTable)
	before := g.contents()
	for _, sql := range []string{
		"insert into author values (1); commit; insert into author values (2)",
		"insert into author values (1); end",
		"insert into author values (1); COMMIT AND CHAIN",
		"insert into author values (1); /* c */ -- d\n commit work",
		"insert into author values (1); --x\rcommit \n work",
		"insert into author values (1); commit prepared 'x'",
		"insert into author values (1); prepare transaction 'x'",
		"insert into author values (1); prepare /* c */ transaction 'x'",
		"insert into author values (1); do $$ begin commit; end $$",
		"call ends()",
		"insert into author values (1); rollback; begin; insert into author values (2); commit",
		"insert into author values (1); abort",
		"create function f() returns int language sql begin atomic select 1; end; insert into author values (1); commit",
		"release savepoint weft_migration; insert into author values (1)",
		"savepoint weft_migration; insert into author values (1); select 1/0",
		"close all; insert into author values (1); commit",
	} {
		body, err := json.Marshal(sql)
		if err != nil {
			t.Fatal(err)
		}
		g.post(t.Context(), &g.plan, fmt.Sprintf(`{"databases":[{"name":"default","migrations":[{"version":1,"name":"a","sql":%s},{"version":2,"name":"b","sql":"insert into author values (3)"}]}]}`, body))
		if diff := cmp.Diff(before, g.contents()); diff != "" {
			t.Fatalf("%s\n%s", sql, diff)
		}
	}
}

// Should a commit get through, the database refuses it.
func TestTheGuardRefusesACommit(t *testing.T) {
	url := pgtest.New(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // nothing is open
	if _, err := conn.Exec(t.Context(), "begin"); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.PgConn().Exec(t.Context(), rehearsal.Guard+"; create table kept (id int)").ReadAll(); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), "commit"); err == nil {
		t.Error("the commit succeeded")
	}
	var exists bool
	if err := conn.QueryRow(t.Context(), "select to_regclass('kept') is not null").Scan(&exists); err != nil || exists {
		t.Errorf("the table is there: %v, %v", exists, err)
	}
}
