package serve_test

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/weftql/weft/examples/shop"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// door is a fixed address in front of a database that comes and goes.
type door struct {
	net.Listener
	mu     sync.Mutex
	target string // "" is shut
	open   []net.Conn
}

func newDoor(t *testing.T) *door {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d := &door{Listener: l}
	t.Cleanup(func() { d.lead(""); _ = l.Close() })
	go d.accept()
	return d
}

// lead sends new connections to address and breaks those that are open.
func (d *door) lead(address string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.target = address
	for _, c := range d.open {
		_ = c.Close()
	}
	d.open = nil
}

func (d *door) accept() {
	for {
		in, err := d.Accept()
		if err != nil {
			return
		}
		d.pass(in)
	}
}

func (d *door) pass(in net.Conn) {
	d.mu.Lock()
	defer d.mu.Unlock()
	out, err := net.Dial("tcp", d.target)
	if err != nil {
		_ = in.Close()
		return
	}
	d.open = append(d.open, in, out)
	go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
	go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
}

// through returns a database URL that goes through the door.
func (d *door) through(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = d.Addr().String()
	return u.String()
}

func hostOf(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// postgresDir returns a folder that the server of a root user can reach.
func postgresDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "weft-postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // another user has to pass
		t.Fatal(err)
	}
	return filepath.Join(dir, "data")
}

func TestServiceResumesWhenPostgresIsBack(t *testing.T) {
	dir := postgresDir(t)
	server := pgtest.Private(t, dir, nil)
	pgtest.Exec(t, server.URL("postgres"), `create database shop`)
	loadShop(t, server.URL("shop"))
	d := newDoor(t)
	d.lead(hostOf(t, server.URL("shop")))
	g := startShop(t, setup{database: d.through(t, server.URL("shop"))})
	const document = `{ orders_by_pk(id: 1) { id } }`
	const want = `{"data":{"orders_by_pk":{"id":1}}}`
	if got := g.query(t, nil, document); got != want {
		t.Fatal(got)
	}
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	// Backends of a killed server may answer for a moment before they notice.
	var answer string
	eventually(t, "the gateway notices", func() bool { answer = g.query(t, nil, document); return answer != want })
	if _, code := errorOf(t, answer); code != "postgres-error" {
		t.Errorf("with Postgres killed: code %s, want postgres-error", code)
	}
	if got := g.query(t, nil, `{ shippingQuotes(input: {country: "IE", grams: 10}) { carrier } }`); strings.Contains(got, "errors") {
		t.Errorf("an action needs no database: %s", got)
	}
	d.lead("")
	if err := server.Stop(); err != nil {
		t.Fatal(err)
	}
	back := pgtest.Private(t, dir, nil)
	d.lead(hostOf(t, back.URL("shop")))
	eventually(t, "the gateway answers again", func() bool { return g.query(t, nil, document) == want })
}

func TestServiceResumesWhenARemoteIsBack(t *testing.T) {
	g := startShop(t, setup{database: shopDatabase(t)})
	const document = `{ products_by_pk(id: 12) { id reviews(limit: 1) { stars } } }`
	if got := g.query(t, nil, document); !strings.Contains(got, `"reviews":[{"stars":`) {
		t.Fatal(got)
	}
	g.reviews.down.Store(true)
	message, code := errorOf(t, g.query(t, nil, document))
	if code != "remote-schema-error" || !strings.HasPrefix(message, "HTTP exception occurred while sending the request to {{REVIEWS_URL}}") {
		t.Errorf("with the remote killed: %s: %s", code, message)
	}
	g.reviews.down.Store(false)
	if got := g.query(t, nil, document); !strings.Contains(got, `"reviews":[{"stars":`) {
		t.Errorf("with the remote back: %s", got)
	}
}

func TestASourceThatIsDownAtStartIsTakenInLater(t *testing.T) {
	database := shopDatabase(t)
	d := newDoor(t)
	g := startShop(t, setup{database: database, env: map[string]string{"SHOP_DATABASE_URL": d.through(t, database)}})
	if message, _ := errorOf(t, g.query(t, nil, `{ orders_by_pk(id: 1) { id } }`)); message != "field 'orders_by_pk' not found in type: 'query_root'" {
		t.Errorf("with the database down: %s", message)
	}
	if got := g.query(t, nil, `{ review(id: "1") { id } }`); strings.Contains(got, "not found in type") {
		t.Errorf("the remote schema is served meanwhile: %s", got)
	}
	d.lead(hostOf(t, database))
	eventually(t, "the database is taken in", func() bool {
		return g.query(t, nil, `{ orders_by_pk(id: 1) { id } }`) == `{"data":{"orders_by_pk":{"id":1}}}`
	})
}

// withFile returns the shop's metadata directory with one file replaced.
func withFile(t *testing.T, name, text string) fstest.MapFS {
	t.Helper()
	dir := fstest.MapFS{}
	for _, file := range shopFiles(t) {
		dir[file.name] = &fstest.MapFile{Data: file.data}
	}
	if _, ok := dir[name]; !ok {
		t.Fatalf("the shop's metadata has no file %s", name)
	}
	dir[name] = &fstest.MapFile{Data: []byte(text)}
	return dir
}

func TestWrongMetadataTakesDownOnlyWhatIsWrong(t *testing.T) {
	g := startShop(t, setup{metadata: withFile(t, "databases/shop/tables/public_addresses.yaml", `
table: {name: addresses, schema: public}
select_permissions:
- role: customer
  permission: {columns: [id, no_such_column], filter: {}}
- role: anonymous
  permission: {columns: [id], filter: {customer_id: {_no_such_operator: 1}}}
object_relationships:
- name: nowhere
  using: {foreign_key_constraint_on: no_such_column}
`)})
	for name, headers := range map[string]map[string]string{
		"unknown column": customer, "unknown operator": {"x-hasura-role": "anonymous"},
	} {
		if message, _ := errorOf(t, g.query(t, headers, `{ addresses { id } }`)); message != "field 'addresses' not found in type: 'query_root'" {
			t.Errorf("%s: a permission that cannot be honoured still answers: %s", name, message)
		}
	}
	if got := g.query(t, nil, `{ addresses(limit: 1) { id } orders_by_pk(id: 1) { id } }`); strings.Contains(got, "errors") {
		t.Errorf("admin and other tables: %s", got)
	}
	if message, _ := errorOf(t, g.query(t, nil, `{ addresses { nowhere { id } } }`)); message != "field 'nowhere' not found in type: 'addresses'" {
		t.Error(message)
	}
	if _, body := g.get(t, "/healthz"); body != "WARN: inconsistent objects in schema" {
		t.Errorf("/healthz says %q", body)
	}
	if status, _ := g.get(t, "/healthz?strict=true"); status != 500 {
		t.Errorf("/healthz?strict=true has status %d", status)
	}
	for _, object := range []string{"no_such_column", "_no_such_operator"} {
		if !strings.Contains(g.log.String(), object) {
			t.Errorf("the log does not say what is wrong with %s", object)
		}
	}
}

func TestARequestThatTakesTooLongIsEndedInTheDatabaseToo(t *testing.T) {
	ctx := t.Context()
	g := startShop(t, setup{options: func(o *config.Options) { o.Server.RequestTimeout = 300 * time.Millisecond }})
	other, err := pgx.Connect(ctx, g.database)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(context.WithoutCancel(ctx)) //nolint:errcheck // nothing is kept
	if _, err := other.Exec(ctx, `begin; lock table orders in access exclusive mode`); err != nil {
		t.Fatal(err)
	}
	errorOf(t, g.query(t, nil, `{ orders { id } }`)) // the lock is held until the end
	eventually(t, "the statement is cancelled", func() bool {
		var waiting int
		err := other.QueryRow(ctx, `select count(*) from pg_stat_activity
			where datname = current_database() and wait_event_type = 'Lock'`).Scan(&waiting)
		return err == nil && waiting == 0
	})
}

func TestStoppingTakesLittleTimeAndLeavesNothing(t *testing.T) {
	g := startShop(t, setup{})
	if got := g.query(t, nil, `{ orders_by_pk(id: 1) { id } }`); !json.Valid([]byte(got)) {
		t.Fatal(got)
	}
	start := time.Now()
	if err := g.stop(); err != nil {
		t.Error(err)
	}
	if took := time.Since(start); took > 25*time.Second { // what is underway gets 30 s
		t.Errorf("it took %s", took)
	}
	if _, err := net.DialTimeout("tcp", strings.TrimPrefix(g.base, "http://"), time.Second); err == nil {
		t.Error("the port is still open")
	}
}

type file struct {
	name string
	data []byte
}

func shopFiles(t *testing.T) []file {
	t.Helper()
	return walk(t, shop.Metadata())
}
