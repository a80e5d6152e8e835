//go:build unix

package pgserver

import (
	"errors"
	"os"
	"syscall"
)

// errHeld is returned by tryLock when another process has the lock.
var errHeld = errors.New("held by another process")

// The kernel drops these locks with the last descriptor of the open file, however its
// process ends: a lock is never stale. Children that inherit the descriptor hold it too.

func openLock(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
}

// lockExclusive waits until f is locked by us alone.
func lockExclusive(f *os.File) error { return flock(f, syscall.LOCK_EX) }

// lockShared waits until f is locked by us among others.
func lockShared(f *os.File) error { return flock(f, syscall.LOCK_SH) }

// tryLock locks f for us alone, or returns errHeld at once.
func tryLock(f *os.File) error {
	err := flock(f, syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return errHeld
	}
	return err
}

func flock(f *os.File, how int) error {
	for {
		err := syscall.Flock(int(f.Fd()), how)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
