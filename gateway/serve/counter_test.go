package serve_test

import (
	"bufio"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// counter stands between a gateway and a database and counts what the gateway asks: the
// messages of PostgreSQL's protocol that run a statement.
type counter struct {
	url        string // of the database, through the counter
	database   string // its host and port
	statements atomic.Int64

	mu         sync.Mutex
	open, peak int // connections
}

// newCounter stands in front of a database until the test ends.
func newCounter(t *testing.T, database string) *counter {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	c := &counter{database: u.Host}
	u.Host = l.Addr().String()
	c.url = u.String()
	go func() {
		for {
			client, err := l.Accept()
			if err != nil {
				return
			}
			go c.pass(client)
		}
	}()
	return c
}

// pass carries one connection until either side ends it.
func (c *counter) pass(client net.Conn) {
	defer client.Close() //nolint:errcheck // it has ended
	server, err := net.Dial("tcp", c.database)
	if err != nil {
		return
	}
	defer server.Close() //nolint:errcheck // it has ended
	c.opened(1)
	defer c.opened(-1)
	go func() {
		_, _ = io.Copy(client, server)
		_ = client.Close()
	}()
	c.count(bufio.NewReader(client), server)
}

func (c *counter) opened(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.open += n
	c.peak = max(c.peak, c.open)
}

// peaked returns the most connections that were open at once.
func (c *counter) peaked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.peak
}

// count forwards the client's messages. The first of a connection has no type.
func (c *counter) count(from *bufio.Reader, to io.Writer) {
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first {
			head = head[:4]
		}
		if _, err := io.ReadFull(from, head); err != nil {
			return
		}
		if len(head) == 5 && (head[0] == 'E' || head[0] == 'Q') { // Execute, simple Query
			c.statements.Add(1)
		}
		if _, err := to.Write(head); err != nil {
			return
		}
		rest := int64(binary.BigEndian.Uint32(head[len(head)-4:])) - 4
		if _, err := io.CopyN(to, from, rest); err != nil {
			return
		}
	}
}
