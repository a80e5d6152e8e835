//go:build unix

package pgserver_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/pgserver"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestMain lets this executable be a process that starts or shares a server and then hangs,
// so that tests can kill it.
func TestMain(m *testing.M) {
	dir, share := os.Getenv("TEST_START_IN"), os.Getenv("TEST_SHARE_IN")
	switch {
	case dir != "":
		s, err := pgserver.Start(context.Background(), pgserver.Options{Dir: dir, Volatile: true})
		if err != nil {
			println(err.Error())
			os.Exit(1)
		}
		println(s.URL("postgres"))
		select {}
	case share != "":
		s, err := pgserver.Share(context.Background(), share, pgserver.Options{Volatile: true})
		if err != nil {
			println(err.Error())
			os.Exit(1)
		}
		println(s.URL("postgres"))
		select {}
	}
	os.Exit(m.Run())
}

func TestServerListensOnLoopbackWithPasswordAndLogicalWAL(t *testing.T) {
	t.Parallel()
	s := pgtest.Private(t, "", nil)
	conn := connect(t, s.URL("postgres"))
	for setting, want := range map[string]string{"wal_level": "logical", "listen_addresses": "127.0.0.1", "unix_socket_directories": ""} {
		var got string
		if err := conn.QueryRow(t.Context(), "select current_setting($1)", setting).Scan(&got); err != nil || got != want {
			t.Errorf("%s = %q, %v; want %q", setting, got, err, want)
		}
	}
	wrong := strings.Replace(s.URL("postgres"), "@", "x@", 1)
	if _, err := pgx.Connect(t.Context(), wrong); err == nil {
		t.Error("a wrong password was let in")
	}
}

func TestStopIsQuickAndTwiceIsFine(t *testing.T) {
	t.Parallel()
	s := pgtest.Private(t, "", nil)
	idle := connect(t, s.URL("postgres")) // a fast shutdown does not wait for clients
	begin := time.Now()
	if err := errors.Join(s.Stop(), s.Stop()); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("stopping took %v", took)
	}
	if idle.Ping(t.Context()) == nil {
		t.Error("the server still answers")
	}
	if _, err := os.Stat(filepath.Dir(s.LogFile())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the temporary folder is still there: %v", err)
	}
}

func TestServerEndsWhenItsParentIsKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	parent, url := helper(t, "TEST_START_IN="+dir)
	postmaster := postmasterPID(t, dir)
	kill(t, parent)
	awaitGone(t, postmaster)
	if _, err := pgx.Connect(t.Context(), url); err == nil {
		t.Error("the server still answers")
	}
}

func TestServerEndsWhenItsGuardIsKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ends a process with its parent")
	}
	dir := folder(t)
	helper(t, "TEST_START_IN="+dir)
	postmaster := postmasterPID(t, dir)
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(postmaster) + "/stat")
	if err != nil {
		t.Fatal(err)
	}
	guard, err := strconv.Atoi(strings.Fields(string(stat))[3])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(guard, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	awaitGone(t, postmaster)
}

func TestSecondStartOnAFolderNamesTheFirst(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	first, _ := helper(t, "TEST_START_IN="+dir)
	_, err := pgserver.Start(t.Context(), pgserver.Options{Dir: dir})
	var held *pgserver.HeldError
	if !errors.As(err, &held) || held.PID != first.Process.Pid || held.Dir != dir {
		t.Fatalf("got %v, want the folder held by %d", err, first.Process.Pid)
	}
}

func TestFolderIsContinuedAfterTheParentWasKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	parent, url := helper(t, "TEST_START_IN="+dir)
	pgtest.Exec(t, url, "create table kept ()")
	kill(t, parent)
	s := pgtest.Private(t, dir, nil) // waits for the guard that is still stopping the server
	pgtest.Exec(t, s.URL("postgres"), "select * from kept")
}

func TestFolderIsContinuedAfterTheServerWasKilled(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := pgtest.Private(t, dir, nil)
	pgtest.Exec(t, s.URL("postgres"), "create table kept ()")
	pgtest.Exec(t, s.URL("postgres"), "checkpoint") // it commits without waiting for the disk
	if err := s.Kill(); err != nil {
		t.Fatal(err)
	}
	<-s.Ended()
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s = pgtest.Private(t, dir, nil)
	pgtest.Exec(t, s.URL("postgres"), "select * from kept")
}

func TestStalePostmasterFileIsNotTrusted(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	s := pgtest.Private(t, dir, nil)
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	// As after a crash of a container whose pids were given out anew: ours is no postgres.
	stale := strconv.Itoa(os.Getpid()) + "\n" + filepath.Join(dir, "data") + "\n"
	if err := os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(stale), 0o600); err != nil {
		t.Fatal(err)
	}
	pgtest.Private(t, dir, nil)
}

func TestStartFailureShowsTheLog(t *testing.T) {
	t.Parallel()
	_, err := pgserver.Start(t.Context(), pgserver.Options{Settings: map[string]string{"wal_level": "nonsense"}})
	if errors.Is(err, pgserver.ErrNoBinaries) {
		pgtest.Missing(t, err.Error())
	}
	if err == nil || !strings.Contains(err.Error(), `invalid value for parameter "wal_level": "nonsense"`) {
		t.Fatalf("got %v", err)
	}
}

func TestSharedServerOutlivesItsStarterAndEndsAfterItsLastUser(t *testing.T) {
	t.Parallel()
	dir := folder(t)
	if err := os.Remove(dir); err != nil {
		t.Fatal(err)
	}
	first, url := helper(t, "TEST_SHARE_IN="+dir)
	second, same := helper(t, "TEST_SHARE_IN="+dir)
	if url != same {
		t.Fatalf("%s is not shared with %s", same, url)
	}
	runs, err := filepath.Glob(filepath.Join(dir, "run-*"))
	if err != nil || len(runs) != 1 {
		t.Fatalf("folders %v, %v", runs, err)
	}
	postmaster := postmasterPID(t, runs[0])
	kill(t, first)
	time.Sleep(6 * time.Second) // longer than the server waits when it is idle
	pgtest.Exec(t, url, "select 1")
	kill(t, second)
	awaitGone(t, postmaster)
	third, other := helper(t, "TEST_SHARE_IN="+dir)
	defer kill(t, third)
	pgtest.Exec(t, other, "select 1")
}

// folder returns a folder that the server's account can reach; those of t.TempDir it cannot
// when we are root.
func folder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "weft-pgserver-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// A server that was just told to end may write a last file meanwhile.
		var err error
		for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
			if err = os.RemoveAll(dir); err == nil {
				return
			}
		}
		t.Error(err)
	})
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// helper starts this executable as TestMain understands it and returns the URL it prints.
func helper(t *testing.T, env string) (*exec.Cmd, string) {
	t.Helper()
	if _, err := pgserver.Find(); err != nil {
		pgtest.Missing(t, err.Error())
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env)
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kill(t, cmd) })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "postgres://") {
		t.Fatalf("helper says %q, %v", line, err)
	}
	return cmd, strings.TrimSpace(line)
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if cmd.ProcessState != nil {
		return
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = cmd.Wait() // it was killed
}

func postmasterPID(t *testing.T, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	pid, err := strconv.Atoi(line)
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

func awaitGone(t *testing.T, pid int) {
	t.Helper()
	for range 400 {
		if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("process %d is still there", pid)
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(context.Background()) }) // its server may have gone
	return conn
}
