//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/pgtest"
)

// asWeft makes the test's binary the command itself.
const asWeft = "WEFT_TEST_RUN_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asWeft) != "" {
		main()
	}
	os.Exit(m.Run())
}

// weft is the real command, with a project as its working directory.
func weft(t *testing.T, dir string, environment []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...) //nolint:gosec // the test's own binary
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), append([]string{asWeft + "=1", "TERM=xterm"}, environment...)...)
	return cmd
}

// terminal is a command and the terminal that it talks to a person at.
type terminal struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File
	seen []byte
}

func (p *project) atTerminal(args ...string) *terminal {
	p.t.Helper()
	return atTerminal(p.t, weft(p.t, p.dir, p.environment, args...))
}

func atTerminal(t *testing.T, cmd *exec.Cmd) *terminal {
	t.Helper()
	file, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	// Who waits for what does not come fails, instead of the whole package.
	limit := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	t.Cleanup(func() { limit.Stop(); _ = file.Close() })
	return &terminal{t: t, cmd: cmd, file: file}
}

// expect reads until a text has been written.
func (p *terminal) expect(text string) *terminal {
	p.t.Helper()
	for !bytes.Contains(p.seen, []byte(text)) {
		if !p.read() {
			p.t.Fatalf("%q was not written, but\n%s", text, p.seen)
		}
	}
	return p
}

// read takes what the command writes next; false: it has ended.
func (p *terminal) read() bool {
	chunk := make([]byte, 4096)
	n, err := p.file.Read(chunk)
	p.seen = append(p.seen, chunk[:n]...)
	return err == nil
}

// Keys that a terminal makes something of.
const (
	interrupt = "\x03"
	endOfFile = "\x04"
)

func (p *terminal) typed(text string) *terminal {
	p.t.Helper()
	if _, err := io.WriteString(p.file, text); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// ends waits for the end and returns all that was written.
func (p *terminal) ends(code int) string {
	p.t.Helper()
	for p.read() {
	}
	err := p.cmd.Wait()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		p.t.Fatal(err)
	}
	if got := p.cmd.ProcessState.ExitCode(); got != code {
		p.t.Errorf("exit code %d, want %d, after\n%s", got, code, p.seen)
	}
	return strings.ReplaceAll(string(p.seen), "\r\n", "\n")
}

// project is one with two databases and a migration for each, and a server for it.
type project struct {
	t           *testing.T
	dir         string
	database    string
	environment []string
}

func startProject(t *testing.T) *project {
	t.Helper()
	p := &project{t: t, dir: t.TempDir(), database: pgtest.New(t)}
	other := pgtest.New(t)
	endpoint := startServer(t, []string{"HASURA_GRAPHQL_DATABASE_URL=" + p.database, "OTHER_DATABASE_URL=" + other})
	p.environment = []string{"HASURA_GRAPHQL_ENDPOINT=" + endpoint}
	p.write("config.yaml", "version: 3\n")
	p.write("migrations/default/1_a/up.sql", "create table a (id int);")
	p.write("migrations/default/1_a/down.sql", "drop table a;")
	p.write("migrations/default/2_b/up.sql", "insert into a values (1);")
	body := `{"type":"pg_add_source","args":{"name":"other","configuration":{"connection_info":{"database_url":{"from_env":"OTHER_DATABASE_URL"}}}}}`
	resp, err := http.Post(endpoint+"/v1/metadata", "application/json", strings.NewReader(body)) //nolint:gosec // the test's own server
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp, err)
	}
	_ = resp.Body.Close()
	return p
}

// startServer runs `weft serve` until the test ends.
func startServer(t *testing.T, environment []string) string {
	t.Helper()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	_ = free.Close()
	host, port, _ := net.SplitHostPort(address)
	cmd := weft(t, t.TempDir(), environment, "serve", "--server-host", host, "--server-port", port)
	cmd.Stderr = t.Output()
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	ready, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		watch(out, "Starting API server", ready)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(os.Interrupt)
		<-ended
		if err := cmd.Wait(); err != nil {
			t.Errorf("the server: %v", err)
		}
	})
	select {
	case <-ready:
	case <-ended:
		t.Fatal("the server did not start")
	}
	return "http://" + address
}

// watch reads until the end, and tells when a text has come by.
func watch(from io.Reader, text string, ready chan struct{}) {
	var seen []byte
	for chunk := make([]byte, 4096); ; {
		n, err := from.Read(chunk)
		if ready != nil {
			if seen = append(seen, chunk[:n]...); bytes.Contains(seen, []byte(text)) {
				close(ready)
				ready = nil
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *project) write(name, text string) {
	p.t.Helper()
	name = filepath.Join(p.dir, name)
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// Whoever sits at a terminal is asked for what is missing; an answer is taken, and anything
// else leaves everything as it is.
func TestQuestions(t *testing.T) {
	p := startProject(t)
	const which = "Which database? (default, other) "
	t.Run("interrupted", func(t *testing.T) {
		got := p.atTerminal("migrate", "apply").expect(which).typed(interrupt).ends(1)
		if !strings.Contains(got, "interrupted") {
			t.Error(got)
		}
	})
	t.Run("end of input", func(t *testing.T) {
		got := p.atTerminal("migrate", "apply").expect(which).typed(endOfFile).ends(1)
		if !strings.Contains(got, "--database-name flag is required") {
			t.Error(got)
		}
	})
	t.Run("a wrong answer", func(t *testing.T) {
		got := p.atTerminal("migrate", "apply").expect(which).typed("nowhere\n").ends(1)
		if !strings.Contains(got, `the server has no database "nowhere"`) {
			t.Error(got)
		}
	})
	t.Run("nobody is to be asked", func(t *testing.T) {
		cmd := weft(t, p.dir, append(p.environment, "HASURA_GRAPHQL_DISABLE_INTERACTIVE=true"), "migrate", "apply")
		if got := atTerminal(t, cmd).ends(1); strings.Contains(got, which) || !strings.Contains(got, "--database-name flag is required") {
			t.Error(got)
		}
	})
	t.Run("nobody sees the question", func(t *testing.T) {
		cmd := weft(t, p.dir, p.environment, "migrate", "apply")
		var notes bytes.Buffer
		cmd.Stderr = &notes
		atTerminal(t, cmd).ends(1)
		if got := notes.String(); got != "--database-name flag is required\n" {
			t.Error(got)
		}
	})
	t.Run("an answer, without colours", func(t *testing.T) {
		cmd := weft(t, p.dir, append(p.environment, "NO_COLOR=1"), "migrate", "apply")
		got := atTerminal(t, cmd).expect(which).typed("default\n").ends(0)
		if !strings.Contains(got, "[1/2] default: 1_a (up)\n[2/2] default: 2_b (up)\n") {
			t.Error(got)
		}
	})
	t.Run("no", func(t *testing.T) {
		got := p.atTerminal("migrate", "delete", "--all", "--database-name", "default").expect("Delete 2 migrations of database default? (y/N) ").typed("\n").ends(1)
		if !strings.Contains(got, "nothing was done") {
			t.Error(got)
		}
	})
	t.Run("yes", func(t *testing.T) {
		p.atTerminal("migrate", "delete", "--all", "--database-name", "default").expect("(y/N) ").typed("Yes\n").ends(0)
		if left, err := os.ReadDir(filepath.Join(p.dir, "migrations/default")); err != nil || len(left) != 0 {
			t.Errorf("left: %v %v", left, err)
		}
	})
}

// Long work tells where it is before it is done, and can be interrupted.
func TestProgress(t *testing.T) {
	p := startProject(t)
	p.write("migrations/default/2_b/up.sql", "select pg_advisory_xact_lock(7); insert into a values (1);")
	conn, err := pgx.Connect(t.Context(), p.database)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // nothing is open
	hold := func(function string) {
		t.Helper()
		if _, err := conn.Exec(t.Context(), "select "+function+"(7)"); err != nil {
			t.Fatal(err)
		}
	}
	hold("pg_advisory_lock")
	apply := []string{"migrate", "apply", "--database-name", "default"}
	got := p.atTerminal(apply...).expect("[2/2] default: 2_b (up)").typed(interrupt).ends(1)
	if !strings.Contains(got, "interrupted") || strings.Contains(got, "context canceled") {
		t.Error(got)
	}
	second := p.atTerminal(apply...).expect("[1/1] default: 2_b (up)")
	hold("pg_advisory_unlock")
	second.ends(0)
	got = p.atTerminal("migrate", "status", "--database-name", "default").ends(0)
	if strings.Count(got, "Present        Present") != 2 {
		t.Error(got)
	}
}

var colours = regexp.MustCompile("\x1b\\[[0-9]+m")

// Colours are for people.
func TestColours(t *testing.T) {
	p := startProject(t)
	if err := weft(t, p.dir, p.environment, "metadata", "export").Run(); err != nil {
		t.Fatal(err)
	}
	p.write("metadata/databases/default/tables/tables.yaml", `- "!include public_x.yaml"`+"\n")
	p.write("metadata/databases/default/tables/public_x.yaml", "table: {schema: public, name: x}\n")
	diff := []string{"metadata", "diff"}
	if got := p.atTerminal(diff...).ends(0); !colours.MatchString(got) {
		t.Errorf("no colours on a terminal:\n%s", got)
	}
	for name, cmd := range map[string]*exec.Cmd{
		"--no-color": weft(t, p.dir, p.environment, "--no-color", "metadata", "diff"),
		"NO_COLOR":   weft(t, p.dir, append(p.environment, "NO_COLOR=1"), diff...),
		"TERM=dumb":  weft(t, p.dir, append(p.environment, "TERM=dumb"), diff...),
	} {
		if got := atTerminal(t, cmd).ends(0); colours.MatchString(got) || !strings.Contains(got, "public_x") {
			t.Errorf("%s:\n%q", name, got)
		}
	}
	if got, err := weft(t, p.dir, p.environment, diff...).Output(); err != nil || colours.Match(got) || len(got) == 0 {
		t.Errorf("colours in a pipe: %q %v", got, err)
	}
	// The null device is no terminal, whatever kind of file it is.
	cmd := weft(t, p.dir, p.environment, "migrate", "apply")
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close() //nolint:errcheck // it is read
	cmd.Stdin = null
	if got, err := cmd.CombinedOutput(); err == nil || string(got) != "--database-name flag is required\n" {
		t.Errorf("asked of nobody: %s %v", got, err)
	}
}
