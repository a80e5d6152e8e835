//go:build !unix

package pgserver

import (
	"context"
	"errors"
)

// Options tell what server to start.
type Options struct {
	Bin, Dir string
	Settings map[string]string
	Volatile bool
}

// Server is a running server.
type Server struct{}

var errUnsupported = errors.New("a private PostgreSQL server needs a Unix system: give the address of a running one instead")

// Start is not supported on this system.
func Start(context.Context, Options) (*Server, error) { return nil, errUnsupported }

// URL returns "".
func (*Server) URL(string) string { return "" }

// Ended returns nil.
func (*Server) Ended() <-chan struct{} { return nil }

// LogFile returns "".
func (*Server) LogFile() string { return "" }

// Stop does nothing.
func (*Server) Stop() error { return nil }

// Kill does nothing.
func (*Server) Kill() error { return nil }

// Shared is a server that several processes use.
type Shared struct{}

// URL returns "".
func (*Shared) URL(string) string { return "" }

// Share is not supported on this system.
func Share(context.Context, string, Options) (*Shared, error) { return nil, errUnsupported }
