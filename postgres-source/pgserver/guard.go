//go:build unix

package pgserver

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"
)

// guardVariable makes this executable, whatever it is (the gateway, a test), act as a guard
// instead of running its main function.
const guardVariable = "WEFT_POSTGRES_GUARD"

// guardSpec is what a guard is told, as JSON in guardVariable.
type guardSpec struct {
	Postgres string
	Args     []string
	Dir      string
	Log      string
	Account  account
	// Share is set for a server that several processes use; without it the guard ends the
	// server when its standard input, a pipe from its parent, is closed.
	Share *shareSpec `json:",omitempty"`
}

func init() {
	text := os.Getenv(guardVariable)
	if text == "" {
		return
	}
	var spec guardSpec
	if err := json.Unmarshal([]byte(text), &spec); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		os.Exit(2)
	}
	os.Exit(spec.run())
}

// startGuard starts a guard. alive is its standard input; lock stays locked while it runs.
// The guard of a shared server outlives us and our terminal.
func startGuard(spec guardSpec, alive, lock *os.File) (*exec.Cmd, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return nil, err
	}
	log, err := os.OpenFile(spec.Log, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() { _ = log.Close() }() // the guard has its own
	// Each start begins a new log: what it holds afterwards is about this start.
	if err := log.Truncate(0); err != nil {
		return nil, err
	}
	cmd := exec.Command(self) //nolint:noctx // it ends with its pipe, which no context outlives
	cmd.Env = append(environment(), guardVariable+"="+string(text))
	cmd.Stdin, cmd.Stdout, cmd.Stderr = alive, log, log
	cmd.ExtraFiles = []*os.File{lock}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: spec.Share == nil, Setsid: spec.Share != nil}
	return cmd, cmd.Start()
}

// run starts the server, waits for its end or for the reason to end it, and returns the
// process's exit code. It runs within init, thus on the main thread, which lives as long as
// the process: the kernel ties the server's parent-death signal to the thread that forked.
func (spec guardSpec) run() int {
	signal.Ignore(syscall.SIGINT, syscall.SIGHUP, syscall.SIGPIPE)
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM)
	cmd := exec.Command(spec.Postgres, spec.Args...) //nolint:noctx // ended by signals, in steps
	cmd.Dir, cmd.Env = spec.Dir, environment()
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.SysProcAttr = spec.Account.attributes()
	endWithParent(cmd.SysProcAttr)
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "guard:", err)
		return 1
	}
	exited := make(chan struct{})
	go func() {
		_ = cmd.Wait() // its log tells
		close(exited)
	}()
	select {
	case <-exited:
	case <-term:
	case <-spec.reason():
	}
	shutDown(cmd.Process, exited)
	if spec.Share != nil {
		spec.Share.remove()
	}
	return 0
}

// reason returns a channel that is closed when nobody needs the server any more.
func (spec guardSpec) reason() <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if spec.Share != nil {
			spec.Share.awaitIdle()
			return
		}
		var b [1]byte
		for n := 1; n > 0; { // nothing is ever written: the end comes as EOF or an error
			n, _ = os.Stdin.Read(b[:])
		}
	}()
	return done
}

// shutDown ends the server: fast, after 3 seconds immediate, after 1.5 more with its whole
// process group killed.
func shutDown(server *os.Process, exited <-chan struct{}) {
	steps := []struct {
		signal   syscall.Signal
		patience time.Duration
	}{{syscall.SIGINT, 3 * time.Second}, {syscall.SIGQUIT, 1500 * time.Millisecond}}
	for _, step := range steps {
		_ = server.Signal(step.signal) // it may have just ended
		select {
		case <-exited:
			return
		case <-time.After(step.patience):
		}
	}
	_ = syscall.Kill(-server.Pid, syscall.SIGKILL)
	<-exited
}
