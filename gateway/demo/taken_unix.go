//go:build unix

package demo

import (
	"errors"
	"syscall"
)

// isTaken tells whether listening failed because somebody else has the port.
func isTaken(err error) bool { return errors.Is(err, syscall.EADDRINUSE) }
