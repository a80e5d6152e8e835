//go:build unix

package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// endOrphan makes sure that no server runs on the cluster. We hold the folder's lock, so no
// guard is left; a server is only when its guard was killed (on Linux it then ends by
// itself, in a moment). What else is in postmaster.pid is stale: its number may belong to
// another process by now, and PostgreSQL would refuse to start.
func endOrphan(data string) error {
	pid, err := readPostmasterPID(data)
	if err != nil || pid == 0 {
		return err
	}
	if !servesFrom(pid, data) {
		return os.Remove(filepath.Join(data, "postmaster.pid"))
	}
	return endServer(pid)
}

// endServer ends a server that is not our child and waits for it.
func endServer(pid int) error {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGKILL} {
		_ = syscall.Kill(pid, signal) // it may have just ended
		for range 60 {
			if !running(pid) {
				return nil
			}
			time.Sleep(25 * time.Millisecond)
		}
	}
	return fmt.Errorf("PostgreSQL process %d cannot be ended", pid)
}

// readPostmasterPID returns the pid in the cluster's postmaster.pid, 0 when there is none.
func readPostmasterPID(data string) (int, error) {
	text, err := os.ReadFile(filepath.Join(data, "postmaster.pid"))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(strings.TrimSpace(first)) // half written: nobody
	return pid, nil
}

// servesFrom tells whether pid is a postgres that was started on the cluster.
func servesFrom(pid int, data string) bool {
	command, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/cmdline")
	if err != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		command, err = exec.CommandContext(ctx, "ps", "-o", "command=", "-p", strconv.Itoa(pid)).Output()
	}
	return err == nil && strings.Contains(string(command), "postgres") && strings.Contains(string(command), data)
}

// running tells whether there is a process pid; one that is not ours counts.
func running(pid int) bool {
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}

// killServer kills a postmaster; its children notice and end.
func killServer(pid int) error { return syscall.Kill(pid, syscall.SIGKILL) }
