package migrate_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/history"
	"github.com/weftql/weft/gateway/migrate/project"
)

// Of two who have planned the same migration only one runs it, whether they come one after
// the other or at the same time, up and down.
func TestAMigrationIsRunOnce(t *testing.T) {
	g := startGateway(t)
	settings := project.Defaults()
	settings.Endpoint, settings.AdminSecret = g.endpoint, secret
	c, err := client.New(&settings)
	if err != nil {
		t.Fatal(err)
	}
	server, err := c.Handshake(t.Context(), 3)
	if err != nil {
		t.Fatal(err)
	}
	m := &history.Migration{Version: 1, Name: "rows",
		Up:   &history.Script{File: "up.sql", Text: "create table if not exists seen (way text); insert into seen values ('up')"},
		Down: &history.Script{File: "down.sql", Text: "insert into seen values ('down')"},
	}
	for name, ledger := range map[string]history.Ledger{
		"catalog": &history.CatalogLedger{Client: c, Database: "default", Server: server.UUID},
		"tables":  &history.TableLedger{Client: c, Database: "default"},
	} {
		t.Run(name, func(t *testing.T) {
			if err := ledger.Prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, step := range []history.Step{{Migration: m, Direction: history.Up}, {Migration: m, Direction: history.Down}} {
				runTwice(t, &history.Runner{Client: c, Ledger: ledger, Database: "default"}, step)
			}
			rows, err := query(g.first, "select string_agg(way, ' ') from seen")
			if err != nil || rows != "[\"up down\"]\n" {
				t.Errorf("%s %v", rows, err)
			}
			if _, err := query(g.first, "drop table seen"); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func runTwice(t *testing.T, r *history.Runner, step history.Step) {
	t.Helper()
	var errs [2]error
	var both sync.WaitGroup
	for i := range errs {
		both.Go(func() { errs[i] = r.Run(t.Context(), step) })
	}
	both.Wait()
	failed := errs[0]
	if failed == nil {
		failed = errs[1]
	} else if errs[1] != nil {
		t.Fatalf("%s: %v, %v", step.Direction, errs[0], errs[1])
	}
	if failed == nil || !strings.Contains(failed.Error(), "applied in database") {
		t.Errorf("%s: got %v", step.Direction, failed)
	}
}
