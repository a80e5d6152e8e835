package rehearsal_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/gateway/rehearsal"
	"github.com/weftql/weft/gateway/server"
)

const oneTable = `{"type":"replace_metadata","args":{"metadata":{"version":3,"sources":[{"name":"default","kind":"postgres",
	"configuration":{"connection_info":{"database_url":{"from_env":"FIRST"}}},"tables":[{"table":"author"}]}]}}}`

// Who holds a lock is not waited for: the rehearsal fails at that migration, and says why.
func TestALockIsNotWaitedForLong(t *testing.T) {
	g := start(t, "create table author (id int)", "")
	g.must(&g.commands, oneTable)
	holder, err := pgx.Connect(t.Context(), g.first)
	if err != nil {
		t.Fatal(err)
	}
	defer holder.Close(context.Background()) //nolint:errcheck // the transaction is not wanted
	if _, err := holder.Exec(t.Context(), "begin; select * from author"); err != nil {
		t.Fatal(err)
	}
	var report rehearsal.Report
	answer := g.must(&g.plan, `{"lock_timeout_ms":50,"databases":[{"name":"default","migrations":[{"version":1,"name":"a","sql":"alter table author add column x int"}]}]}`)
	if err := json.Unmarshal(answer, &report); err != nil {
		t.Fatal(err)
	}
	f := report.Databases[0].Migrations[0].Failure
	if !report.Fails || f == nil || f.Code != "55P03" || !strings.Contains(f.Hint, "somebody holds a lock") {
		t.Errorf("%s", answer)
	}
}

// A rehearsal that takes too long is given up and leaves no transaction behind.
func TestARehearsalIsGivenUp(t *testing.T) {
	g := start(t, "create table author (id int)", "")
	g.must(&g.commands, oneTable)
	status, answer := g.post(t.Context(), &g.plan,
		`{"timeout_ms":300,"databases":[{"name":"default","migrations":[{"version":1,"name":"a","sql":"lock author; select pg_sleep(60)"}]}]}`)
	if want := `"error":"the rehearsal was given up after 300ms; nothing of it is left"`; status != http.StatusGatewayTimeout || !strings.Contains(string(answer), want) {
		t.Errorf("%d %s", status, answer)
	}
	conn, err := pgx.Connect(t.Context(), g.first)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // nothing is open
	if _, err := conn.Exec(t.Context(), "set lock_timeout = '5s'; begin; lock author; commit"); err != nil {
		t.Errorf("the lock is still held: %v", err)
	}
}

func TestMalformedRequests(t *testing.T) {
	g := start(t, "create table author (id int)", "")
	for _, c := range []struct{ body, want string }{
		{`{`, `"code":"invalid-json"`},
		{`[]`, `{"path":"$","error":"parsing Object failed, expected Object, but encountered Array","code":"parse-failed"}`},
		{`{"databases":[{"migrations":[]}]}`, `{"path":"$.databases[0]","error":"the key 'name' was not present","code":"parse-failed"}`},
		{`{"databases":[{"name":"a","migrations":[{"version":1}]}]}`, `{"path":"$.databases[0].migrations[0]","error":"the key 'sql' was not present","code":"parse-failed"}`},
		{`{"databases":[{"name":"a","migrations":[]},{"name":"a","migrations":[]}]}`, `multiple declarations exist for the following databases : a`},
		{`{"lock_timeout_ms":0}`, `"error":"expected milliseconds between 1 and 30000"`},
		{`{"timeout_ms":3600000}`, `"error":"expected milliseconds between 1 and 600000"`},
		{`{"more":1}`, `unexpected keys when parsing Plan : more`},
		{`{"metadata":{"version":3,"sources":[{"name":"a"}]}}`, `"path":"$.metadata.sources[0]"`},
		{`{"metadata":{"version":2,"tables":[]}}`, `{"path":"$.metadata","error":"cannot import metadata without sources since no default source is defined","code":"not-supported"}`},
	} {
		if status, answer := g.post(t.Context(), &g.plan, c.body); status != 400 || !strings.Contains(string(answer), c.want) {
			t.Errorf("%s\ngot  %d %s\nwant %s", c.body, status, answer, c.want)
		}
	}
}

// Only admin may rehearse: the SQL of a request is run.
func TestOnlyAdminMayRehearse(t *testing.T) {
	if e := rehearsal.Endpoint(rehearsal.Options{}); e.Admits != server.AdminOfMetadata || e.Group != "metadata" {
		t.Errorf("%+v", e)
	}
}
