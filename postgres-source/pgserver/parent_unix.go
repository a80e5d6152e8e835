//go:build unix && !linux

package pgserver

import "syscall"

// endWithParent does nothing here: should the guard itself be killed, the server is found
// and ended by the next start on its folder.
func endWithParent(*syscall.SysProcAttr) {}
