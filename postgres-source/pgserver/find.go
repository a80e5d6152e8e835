package pgserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// ErrNoBinaries is what errors of [Find] wrap when no PostgreSQL is on the machine.
var ErrNoBinaries = errors.New("no PostgreSQL binaries found")

// Find returns a folder that holds real `initdb` and `postgres` files. It looks, in this
// order, at WEFT_POSTGRES_BIN (which must be right when it is set), `pg_config --bindir`,
// the places of Debian, RPM packages, Homebrew and Postgres.app, newest version first, and
// PATH. A pg_config alone proves nothing: client packages bring it without a server.
func Find() (string, error) {
	if dir := os.Getenv("WEFT_POSTGRES_BIN"); dir != "" {
		if !holdsServer(dir) {
			return "", fmt.Errorf("WEFT_POSTGRES_BIN is %s, which does not hold initdb and postgres", dir)
		}
		return filepath.Abs(dir)
	}
	for _, dir := range places() {
		if holdsServer(dir) {
			return filepath.Abs(dir)
		}
	}
	return "", fmt.Errorf("%w: looked at pg_config --bindir, PATH and the usual places", ErrNoBinaries)
}

func places() []string {
	var dirs []string
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "pg_config", "--bindir").Output(); err == nil {
		dirs = append(dirs, strings.TrimSpace(string(out)))
	}
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin",
		"/usr/pgsql-*/bin",
		"/opt/homebrew/opt/postgresql@*/bin",
		"/opt/homebrew/opt/postgresql/bin",
		"/usr/local/opt/postgresql@*/bin",
		"/usr/local/opt/postgresql/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
		"/usr/local/pgsql/bin",
	} {
		found, _ := filepath.Glob(pattern) // only a malformed pattern errs
		slices.SortStableFunc(found, func(a, b string) int { return versionIn(b) - versionIn(a) })
		dirs = append(dirs, found...)
	}
	return append(dirs, filepath.SplitList(os.Getenv("PATH"))...)
}

// versionIn returns the first number in a path: 9 for .../9.6/bin, 15 for postgresql@15.
func versionIn(path string) int {
	digits := strings.IndexAny(path, "0123456789")
	if digits < 0 {
		return 0
	}
	path = path[digits:]
	end := strings.IndexFunc(path, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(path)
	}
	n, _ := strconv.Atoi(path[:end]) // digits only; out of range sorts somewhere
	return n
}

func holdsServer(dir string) bool {
	return dir != "" && executable(filepath.Join(dir, "initdb")) && executable(filepath.Join(dir, "postgres"))
}

func executable(path string) bool {
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && (info.Mode()&0o111 != 0 || runtime.GOOS == "windows")
}
