//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
)

// Options tell what server to start. The zero value is a server in a temporary folder.
type Options struct {
	// Bin is the folder of the binaries; "" asks [Find].
	Bin string
	// Dir holds the server's files and is created when absent; a server that ran there
	// before is continued. "" is a temporary folder that goes away with the server.
	Dir string
	// Settings are configuration parameters, over those of this package.
	Settings map[string]string
	// Volatile gives up surviving a crash of the machine for speed: for tests.
	Volatile bool
}

// Server is a running server. Its methods may be called concurrently.
type Server struct {
	folder folder
	port   int
	guard  *exec.Cmd
	pipe   *os.File // closing it makes the guard stop the server
	ended  chan struct{}
	stop   sync.Once
}

// bindAttempts is how often another free port is tried: between finding one and binding it,
// somebody else may take it.
const bindAttempts = 5

// Start starts a server and returns when it answers. ctx bounds the start only. The server
// ends with [Server.Stop] or with this process, whichever is first.
func Start(ctx context.Context, o Options) (*Server, error) {
	f, err := openFolder(o)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	if err := f.prepare(ctx); err != nil {
		return nil, errors.Join(err, f.close())
	}
	s, err := f.start(ctx, o, nil)
	if err != nil {
		return nil, errors.Join(err, f.close())
	}
	return s, nil
}

// start starts a guard with its server, for us alone or to be shared.
func (f folder) start(ctx context.Context, o Options, share *shareSpec) (*Server, error) {
	for attempt := 1; ; attempt++ {
		s, err := f.startOnce(ctx, o, share)
		if err == nil || attempt == bindAttempts || !f.addressInUse() {
			return s, err
		}
	}
}

func (f folder) startOnce(ctx context.Context, o Options, share *shareSpec) (*Server, error) {
	port, err := freePort(ctx)
	if err != nil {
		return nil, err
	}
	alive, pipe, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer func() { _ = alive.Close() }() // the guard has its own
	spec := guardSpec{
		Postgres: filepath.Join(f.bin, "postgres"),
		Args:     postgresArgs(f.data(), port, o),
		Dir:      f.data(),
		Log:      f.log(),
		Account:  f.account,
		Share:    share,
	}
	guard, err := startGuard(spec, alive, f.lock)
	if err != nil {
		return nil, errors.Join(err, pipe.Close())
	}
	s := &Server{folder: f, port: port, guard: guard, pipe: pipe, ended: make(chan struct{})}
	go s.wait()
	if err := awaitReady(ctx, s.URL("postgres"), s.ended); err != nil {
		s.end()
		return nil, fmt.Errorf("PostgreSQL in %s did not start: %w%s", f.dir, err, f.logTail())
	}
	return s, nil
}

func (s *Server) wait() {
	_ = s.guard.Wait() // how it ended is in the server's log
	close(s.ended)
}

// URL returns the address of a database on the server, with user and password.
func (s *Server) URL(database string) string {
	return serverURL(s.port, s.folder.password, database)
}

func serverURL(port int, password, database string) string {
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, password),
		Host:     "127.0.0.1:" + strconv.Itoa(port),
		Path:     "/" + database,
		RawQuery: "sslmode=disable",
	}
	return u.String()
}

// Ended is closed when the server is no longer running, for whatever reason.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// LogFile is where the server's messages go.
func (s *Server) LogFile() string { return s.folder.log() }

// Stop ends the server and returns when it has ended, within 5 seconds: a fast shutdown,
// then an immediate one, then SIGKILL. Further calls do nothing.
func (s *Server) Stop() error {
	s.end()
	var err error
	s.stop.Do(func() { err = s.folder.close() })
	return err
}

func (s *Server) end() {
	_ = s.guard.Process.Signal(syscall.SIGTERM) // it may have ended before
	<-s.ended
	_ = s.pipe.Close() // a second close finds it closed
}

// Kill ends the server as a crash would, leaving its folder as it is; it can be started
// again on the same folder after Stop. For tests of what happens when a database goes away.
func (s *Server) Kill() error {
	pid, err := readPostmasterPID(s.folder.data())
	if err != nil {
		return err
	}
	if pid == 0 {
		return errors.New("the server is not running")
	}
	if err := killServer(pid); err != nil {
		return err
	}
	<-s.ended
	return nil
}

func postgresArgs(data string, port int, o Options) []string {
	settings := map[string]string{
		"listen_addresses":        "127.0.0.1",
		"port":                    strconv.Itoa(port),
		"unix_socket_directories": "",
		"wal_level":               "logical",
		"max_connections":         "200",
		"timezone":                "UTC",
		"log_timezone":            "UTC",
		"logging_collector":       "off",
		"log_destination":         "stderr",
	}
	if o.Volatile {
		settings["fsync"] = "off"
		settings["synchronous_commit"] = "off"
		settings["full_page_writes"] = "off"
		settings["autovacuum"] = "off"
	}
	for name, value := range o.Settings {
		settings[name] = value
	}
	args := []string{"-D", data}
	for _, name := range sortedKeys(settings) {
		args = append(args, "-c", name+"="+settings[name])
	}
	return args
}
