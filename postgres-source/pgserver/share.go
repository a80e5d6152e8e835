//go:build unix

package pgserver

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Shared is a server that several processes use.
type Shared struct {
	Port     int
	Password string
	Folder   string // of the server, below the shared one

	users *os.File // locked as long as this process uses the server
}

// URL returns the address of a database on the server.
func (s *Shared) URL(database string) string { return serverURL(s.Port, s.Password, database) }

// shareSpec tells a guard how to see that nobody uses its server any more.
type shareSpec struct {
	Dir    string // the shared folder
	Folder string // the server's, below it
}

// A shared folder holds:
//
//	start        locked by whoever joins, starts or ends the server
//	users        locked, shared, by every process that uses the server
//	server.json  the server that may be joined
//	run-*/       that server's own folder
func (s shareSpec) file(name string) string { return filepath.Join(s.Dir, name) }

// idleGrace is how long the server outlives its last user: the next test package of the same
// `go test` may just be linking.
const idleGrace = 5 * time.Second

// Share joins the server that runs in the shared folder dir, or starts one there. It ends
// some seconds after the last process that shares it has, however that ended. o.Dir is not
// used.
func Share(ctx context.Context, dir string, o Options) (*Shared, error) {
	spec := shareSpec{Dir: dir}
	if err := makeShared(dir); err != nil {
		return nil, err
	}
	start, err := openLock(spec.file("start"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = start.Close() }() // gives the lock back
	if err := lockExclusive(start); err != nil {
		return nil, err
	}
	s, err := spec.join(ctx)
	if err != nil {
		s, err = spec.start(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	if s.users, err = openLock(spec.file("users")); err != nil {
		return nil, err
	}
	return s, lockShared(s.users)
}

// makeShared makes the folder, which has a known name in a place where anyone may write, and
// refuses one that somebody else made.
func makeShared(dir string) error {
	err := os.Mkdir(dir, 0o755) //nolint:gosec // the server's account walks through it
	if err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || !info.IsDir() || int(st.Uid) != os.Geteuid() || info.Mode().Perm()&0o022 != 0 {
		return fmt.Errorf("%s is not a folder that only we can write to", dir)
	}
	return nil
}

var errNoServer = errors.New("no server to join")

// join reads who runs and checks that it does. The start lock is held.
func (s shareSpec) join(ctx context.Context) (*Shared, error) {
	text, err := os.ReadFile(s.file("server.json"))
	if err != nil {
		return nil, err
	}
	var shared Shared
	if err := json.Unmarshal(text, &shared); err != nil {
		return nil, err
	}
	s.Folder = shared.Folder
	lock, err := openLock(filepath.Join(shared.Folder, "lock"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = lock.Close() }()     // gives the lock back
	if !errors.Is(tryLock(lock), errHeld) { // its guard has gone
		err := endOrphan(filepath.Join(shared.Folder, "data"))
		s.remove()
		return nil, errors.Join(errNoServer, err)
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return &shared, awaitReady(ctx, shared.URL("postgres"), nil)
}

// start starts a server in a new folder. The start lock is held.
func (s shareSpec) start(ctx context.Context, o Options) (*Shared, error) {
	var err error
	if o.Dir, err = os.MkdirTemp(s.Dir, "run-"); err != nil {
		return nil, err
	}
	s.Folder = o.Dir
	if err := os.Chmod(o.Dir, 0o755); err != nil { //nolint:gosec // the server's account walks through it
		return nil, err
	}
	shared, err := s.launch(ctx, o)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(o.Dir))
	}
	text, err := json.Marshal(shared)
	if err != nil {
		return nil, err
	}
	return shared, os.WriteFile(s.file("server.json"), text, 0o600)
}

func (s shareSpec) launch(ctx context.Context, o Options) (*Shared, error) {
	f, err := openFolder(o)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.close() }() // the guard keeps the lock
	if err := f.prepare(ctx); err != nil {
		return nil, err
	}
	server, err := f.start(ctx, o, &s)
	if err != nil {
		return nil, err
	}
	return &Shared{Port: server.port, Password: f.password, Folder: f.dir}, nil
}

// awaitIdle runs in the guard. It returns when no process has used the server for a while,
// with the server no longer to be joined.
func (s shareSpec) awaitIdle() {
	var idle time.Time
	for {
		time.Sleep(250 * time.Millisecond)
		if !s.unused(func() {}) {
			idle = time.Time{}
			continue
		}
		if idle.IsZero() {
			idle = time.Now()
		}
		if time.Since(idle) >= idleGrace && s.withdraw() {
			return
		}
	}
}

// unused calls then and returns true if no process uses the server.
func (s shareSpec) unused(then func()) bool {
	users, err := openLock(s.file("users"))
	if err != nil {
		return true // the folder was removed under us: nobody can join
	}
	defer func() { _ = users.Close() }() // gives the lock back
	if errors.Is(tryLock(users), errHeld) {
		return false
	}
	then()
	return true
}

// withdraw takes the server away from those who might join, unless one just did: joining
// happens under the start lock.
func (s shareSpec) withdraw() bool {
	start, err := openLock(s.file("start"))
	if err != nil {
		return true
	}
	defer func() { _ = start.Close() }() // gives the lock back
	if lockExclusive(start) != nil {
		return true
	}
	return s.unused(func() { _ = os.Remove(s.file("server.json")) })
}

// remove deletes the server's folder.
func (s shareSpec) remove() { _ = os.RemoveAll(s.Folder) }
