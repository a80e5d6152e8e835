package postgres_test

import (
	"io"
	"net"
	"net/url"
	"os"
	"sync/atomic"
	"testing"
)

// forwarder keeps one address while the server behind it comes and goes at others.
type forwarder struct {
	url    string
	target atomic.Pointer[string]
}

// forward listens on loopback and passes connections on to the server of a URL.
func forward(t *testing.T, server string) *forwarder {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	f := &forwarder{}
	f.to(t, server)
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = listener.Addr().String()
	f.url = u.String()
	go f.serve(listener)
	return f
}

// to passes new connections on to another server.
func (f *forwarder) to(t *testing.T, server string) {
	t.Helper()
	u, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	f.target.Store(&u.Host)
}

func (f *forwarder) serve(listener net.Listener) {
	for {
		client, err := listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", *f.target.Load())
		if err != nil {
			_ = client.Close()
			continue
		}
		go pass(client, server)
		go pass(server, client)
	}
}

func pass(to, from net.Conn) {
	_, _ = io.Copy(to, from) // either side's end is the end of both
	_ = to.Close()
	_ = from.Close()
}

// privateFolder is a folder that the server's user may enter, unlike t.TempDir's.
func privateFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "weft-postgres-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o755); err != nil { //nolint:gosec // for another user
		t.Fatal(err)
	}
	return dir
}
