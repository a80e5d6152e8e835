//go:build unix

package pgserver

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is who the server runs as.
type account struct {
	Name     string
	UID, GID uint32
	// Switch is set when it is not who we are: PostgreSQL refuses to run as root.
	Switch bool
}

// serverAccount returns who the server runs as: us, or, when we are root, `postgres`, else
// `nobody`.
func serverAccount() (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if errors.Join(err1, err2) == nil {
			return account{Name: name, UID: uint32(uid), GID: uint32(gid), Switch: true}, nil
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody to run it as")
}

// attributes makes a process run as the account, in a process group of its own: a Ctrl-C in
// the terminal reaches us, who stop the server in good order, not the server.
func (a account) attributes() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.Switch {
		attr.Credential = &syscall.Credential{Uid: a.UID, Gid: a.GID}
	}
	return attr
}

// own gives path to the account.
func (a account) own(path string) error {
	if !a.Switch {
		return nil
	}
	return os.Lchown(path, int(a.UID), int(a.GID))
}

// reaches tells whether the account may walk into dir, and names the folder that stops it.
func (a account) reaches(dir string) error {
	if !a.Switch {
		return nil
	}
	for at := dir; ; at = filepath.Dir(at) {
		info, err := os.Stat(at)
		if err != nil {
			return err
		}
		if !a.mayEnter(info) {
			return fmt.Errorf("the server runs as user %s because we are root, and that user may not enter %s", a.Name, at)
		}
		if at == filepath.Dir(at) {
			return nil
		}
	}
}

func (a account) mayEnter(info os.FileInfo) bool {
	mode := info.Mode().Perm()
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		switch {
		case st.Uid == a.UID:
			return mode&0o100 != 0
		case st.Gid == a.GID:
			return mode&0o010 != 0
		}
	}
	return mode&0o001 != 0
}
