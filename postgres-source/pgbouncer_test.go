package postgres_test

import (
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// bouncer starts a pgbouncer in transaction mode with two connections before a database and
// returns the URL that goes through it.
func bouncer(t *testing.T, database string) string {
	t.Helper()
	binary, err := exec.LookPath("pgbouncer")
	if err != nil {
		pgtest.Missing(t, "pgbouncer is not on this machine")
	}
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().(*net.TCPAddr) //nolint:forcetypeassert // it listens on tcp
	_ = listener.Close()
	dir := privateFolder(t)
	password, _ := u.User.Password()
	config := fmt.Sprintf(`[databases]
* = host=%s port=%s user=%s password=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
logfile = %s
`, u.Hostname(), u.Port(), u.User.Username(), password, address.Port, filepath.Join(dir, "log"))
	file := filepath.Join(dir, "pgbouncer.ini")
	if err := os.WriteFile(file, []byte(config), 0o644); err != nil { //nolint:gosec // for another user
		t.Fatal(err)
	}
	args := []string{file}
	if os.Getuid() == 0 {
		if err := os.Chmod(dir, 0o777); err != nil { //nolint:gosec // it writes its log as another user
			t.Fatal(err)
		}
		args = []string{"-u", "nobody", file}
	}
	cmd := exec.Command(binary, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	u.Host = address.String()
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		c, err := net.Dial("tcp", u.Host)
		if err == nil {
			_ = c.Close()
			return u.String()
		}
		if time.Now().After(end) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			t.Fatalf("pgbouncer does not listen: %v\n%s", err, log)
		}
	}
}

func TestThroughTransactionPooling(t *testing.T) {
	direct := openShop(t)
	o := fixture(t, "testdata")
	o.Pool.URL, o.Pool.Prepared = bouncer(t, direct.url), false
	source, _, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	f := &served{source: source}
	read := f.prepare(t, "user", `{ customer(order_by: {id: asc}) { name orders_aggregate { aggregate { count } } } }`, "")
	write := f.prepare(t, "admin", `mutation { insert_author_one(object: {name: "Cid"}, on_conflict: {constraint: author_name_key, update_columns: [name]}) { name posts { title } } }`, "")
	var wg sync.WaitGroup
	for range 8 { // four times as many sessions as the pooler has connections
		wg.Go(func() {
			for range 20 {
				if got := replies(t.Context(), read, []*planner.Params{as(read, "user", "x-hasura-user-id", "2")})[0]; !strings.Contains(got, `{"name":"Brian","orders_aggregate":{"aggregate":{"count":2}}}`) {
					t.Error(got)
				}
				if got := replies(t.Context(), write, []*planner.Params{as(write, "admin")})[0]; got != `{"insert_author_one":{"name":"Cid","posts":[]}}` {
					t.Error(got)
				}
			}
		})
	}
	wg.Wait()
	if got := direct.look(t, "select count(*) from author where name = 'Cid'"); got != "1" {
		t.Errorf("%s rows were written", got)
	}
}
