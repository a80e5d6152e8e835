//go:build unix

package pgserver

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const superuser = "postgres"

// folder is where one server lives:
//
//	lock      held by us and by the guard while the server runs; says who has it
//	password  of the superuser, kept for the next start
//	data/     the cluster
//	log       the server's messages
type folder struct {
	dir       string
	bin       string
	temporary bool
	account   account
	lock      *os.File
	password  string
}

func (f folder) data() string { return filepath.Join(f.dir, "data") }
func (f folder) log() string  { return filepath.Join(f.dir, "log") }

// HeldError says that another process has the folder.
type HeldError struct {
	Dir string
	PID int // 0 when it is not known
}

// Error names folder and holder.
func (e *HeldError) Error() string {
	return fmt.Sprintf("the database folder %s is in use by process %d: end it, or choose another folder", e.Dir, e.PID)
}

// openFolder finds binaries, makes the folder and locks it.
func openFolder(o Options) (folder, error) {
	f := folder{bin: o.Bin, temporary: o.Dir == ""}
	var err error
	if f.bin == "" {
		if f.bin, err = Find(); err != nil {
			return f, err
		}
	}
	if f.account, err = serverAccount(); err != nil {
		return f, err
	}
	if err = f.account.reaches(f.bin); err != nil {
		return f, err
	}
	if f.dir, err = makeDir(o.Dir); err != nil {
		return f, err
	}
	if err = f.account.reaches(f.dir); err != nil {
		return f, err
	}
	f.lock, err = hold(f.dir)
	return f, err
}

// makeDir creates the folder so that the server's account can walk through it. What needs
// protection lies below, each with its own mode.
func makeDir(dir string) (string, error) {
	if dir != "" {
		dir, err := filepath.Abs(dir)
		if err != nil {
			return "", err
		}
		return dir, os.MkdirAll(dir, 0o755) //nolint:gosec // see above
	}
	dir, err := os.MkdirTemp("", "weft-postgres-")
	if err != nil {
		return "", err
	}
	return dir, os.Chmod(dir, 0o755) //nolint:gosec // see above
}

// How long a folder that is held is asked for again. A holder that has died leaves a guard
// that still stops the server. A holder that lives has the folder, but a process that just
// gave it up may have been forking: the child holds it for the moment before its exec.
const (
	deadHolderPatience = 6 * time.Second
	liveHolderPatience = 500 * time.Millisecond
)

// hold locks the folder and writes our pid into the lock.
func hold(dir string) (*os.File, error) {
	lock, err := openLock(filepath.Join(dir, "lock"))
	if err != nil {
		return nil, err
	}
	if err := awaitLock(lock, dir); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	if err := errors.Join(lock.Truncate(0), writeAt(lock, strconv.Itoa(os.Getpid()))); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return lock, nil
}

func awaitLock(lock *os.File, dir string) error {
	for begin := time.Now(); ; time.Sleep(25 * time.Millisecond) {
		err := tryLock(lock)
		if !errors.Is(err, errHeld) {
			return err
		}
		pid, patience := lockHolder(lock), liveHolderPatience
		if pid != 0 && !running(pid) {
			patience = deadHolderPatience
		}
		if time.Since(begin) > patience {
			return &HeldError{Dir: dir, PID: pid}
		}
	}
}

func writeAt(f *os.File, text string) error {
	_, err := f.WriteAt([]byte(text), 0)
	return err
}

func lockHolder(lock *os.File) int {
	text, _ := io.ReadAll(io.NewSectionReader(lock, 0, 20)) // unreadable: unknown holder
	pid, _ := strconv.Atoi(string(text))
	return pid
}

// close gives the folder up, and removes it when it was temporary.
func (f folder) close() error {
	var err error
	if f.temporary && f.dir != "" {
		err = os.RemoveAll(f.dir)
	}
	if f.lock != nil {
		err = errors.Join(err, f.lock.Close())
	}
	return err
}

// prepare makes the folder ready for a start: no server of a past guard runs in it, it has
// a cluster, and only our password opens it.
func (f *folder) prepare(ctx context.Context) error {
	if err := endOrphan(f.data()); err != nil {
		return err
	}
	if err := f.readPassword(); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(f.data(), "PG_VERSION")); err == nil {
		return nil
	}
	return f.initdb(ctx)
}

func (f *folder) readPassword() error {
	path := filepath.Join(f.dir, "password")
	text, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		text = []byte(rand.Text())
		if err = os.WriteFile(path, text, 0o600); err == nil {
			err = f.account.own(path) // initdb reads it
		}
	}
	f.password = string(text)
	return err
}

// hba lets in whoever knows the password, over loopback.
const hba = `host all all 127.0.0.1/32 scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
`

// initdb makes the cluster beside its final place and moves it there, so that an interrupted
// one is never taken for whole.
func (f *folder) initdb(ctx context.Context) error {
	fresh := f.data() + ".new"
	if err := os.RemoveAll(fresh); err != nil {
		return err
	}
	if err := os.Mkdir(fresh, 0o700); err != nil {
		return err
	}
	if err := f.account.own(fresh); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, filepath.Join(f.bin, "initdb"), "--pgdata="+fresh, "--username="+superuser,
		"--pwfile="+filepath.Join(f.dir, "password"), "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	cmd.Dir, cmd.Env = f.dir, environment()
	cmd.SysProcAttr = f.account.attributes()
	cmd.ExtraFiles = []*os.File{f.lock} // nobody may touch the folder before it is done
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("initdb in %s: %w\n%s", f.dir, err, strings.TrimSpace(out.String()))
	}
	if err := os.WriteFile(filepath.Join(fresh, "pg_hba.conf"), []byte(hba), 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, f.data())
}

// environment is all that initdb and the server get of ours: messages in English, and
// nothing that libpq would listen to.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "TZ=UTC"}
}

// logTail returns the end of the server's log, to be put behind an error.
func (f folder) logTail() string {
	text, err := os.ReadFile(f.log())
	if err != nil || len(text) == 0 {
		return ""
	}
	if len(text) > 2000 {
		text = text[len(text)-2000:]
	}
	return "\nend of its log:\n" + strings.TrimSpace(string(text))
}

func (f folder) addressInUse() bool {
	return strings.Contains(f.logTail(), "Address already in use")
}
