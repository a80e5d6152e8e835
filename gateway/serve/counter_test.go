package serve_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
)

// counter stands between a gateway and a database and counts what the gateway asks: the
// messages of PostgreSQL's protocol that run a statement. It can break a connection at a
// commit.
type counter struct {
	url        string // of the database, through the counter
	database   string // its host and port
	statements atomic.Int64
	cut        atomic.Int32

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
		c.answer(bufio.NewReader(server), client)
		_ = client.Close()
	}()
	c.count(bufio.NewReaderSize(client, 1<<16), bufio.NewWriter(server))
}

// cut is where a connection breaks that commits.
type cut int32

const (
	nowhere   cut = iota
	atRequest     // before the database has heard of it
	atAnswer      // when the database has done it and says so
)

func (c *counter) cutCommit(at cut) { c.cut.Store(int32(at)) }

func (c *counter) cuts(at cut) bool { return c.cut.Load() == int32(at) }

// message reads one message of the protocol. The first of a client has no type.
func message(from io.Reader, typed bool) (head, body []byte, err error) {
	head = make([]byte, 4, 5)
	if typed {
		head = head[:5]
	}
	if _, err := io.ReadFull(from, head); err != nil {
		return nil, nil, err
	}
	body = make([]byte, binary.BigEndian.Uint32(head[len(head)-4:])-4)
	_, err = io.ReadFull(from, body)
	return head, body, err
}

// answer forwards the server's messages.
func (c *counter) answer(from io.Reader, to io.Writer) {
	begun, wrote := false, false
	for {
		head, body, err := message(from, true)
		if err != nil {
			return
		}
		committed := head[0] == 'C' && string(body) == "COMMIT\x00"
		switch {
		case head[0] == 'C' && string(body) == "BEGIN\x00":
			begun = true
		case head[0] == 'C' && !bytes.HasPrefix(body, []byte("SELECT")):
			wrote = true
		case head[0] == 'Z': // a transaction that was not begun is committed before it
			committed = wrote && !begun && body[0] == 'I'
			begun, wrote = false, false
		}
		if committed && c.cuts(atAnswer) {
			return
		}
		if _, err := to.Write(append(head, body...)); err != nil {
			return
		}
	}
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

// count forwards the client's messages, those together that came together: a server that ends
// a session with messages unread breaks the connection before its last word is heard.
func (c *counter) count(from *bufio.Reader, to *bufio.Writer) {
	begun, wrote := false, false
	for first := true; ; first = false {
		head, body, err := message(from, !first)
		if err != nil {
			return
		}
		commits := false
		switch {
		case first:
		case head[0] == 'P' || head[0] == 'Q':
			commits = bytes.Contains(body, []byte("commit\x00"))
			begun = begun || bytes.Contains(body, []byte("begin "))
			wrote = wrote || bytes.Contains(body, []byte("update "))
		case head[0] == 'S': // a transaction that was not begun is committed by it
			commits = wrote && !begun
			wrote = false
		}
		if commits && c.cuts(atRequest) {
			return
		}
		begun = begun && !commits
		// Execute, simple Query; what sees whether an idle connection lives depends on time.
		if !first && (head[0] == 'E' || head[0] == 'Q' && !bytes.HasPrefix(body, []byte("-- ping"))) {
			c.statements.Add(1)
		}
		if _, err := to.Write(append(head, body...)); err != nil {
			return
		}
		if from.Buffered() == 0 && to.Flush() != nil {
			return
		}
	}
}
