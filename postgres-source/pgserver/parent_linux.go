package pgserver

import "syscall"

// endWithParent makes the kernel end the server should its guard be killed.
func endWithParent(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGQUIT }
