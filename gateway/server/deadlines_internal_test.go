package server

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

// counting counts how often a connection learns of a read deadline.
type counting struct {
	net.Conn
	told int
}

func (c *counting) SetReadDeadline(t time.Time) error {
	c.told++
	return c.Conn.SetReadDeadline(t)
}

// distant runs a test with one connection, its peer, and what it learns.
func distant(t *testing.T, test func(t *testing.T, c, peer net.Conn, inner *counting)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d, done := newDistantDeadlines(), make(chan struct{})
		go d.keep(done)
		defer close(done)
		near, peer := net.Pipe()
		inner := &counting{Conn: near}
		c := d.of(inner)
		test(t, c, peer, inner)
		if err := c.Close(); err != nil || len(d.conns) != 0 {
			t.Errorf("%v, %d connections are left", err, len(d.conns))
		}
	})
}

func TestDeadlinesComeInTime(t *testing.T) {
	for _, limit := range []time.Duration{-1, time.Millisecond, time.Second, 2500 * time.Millisecond, 30*time.Second + 7, 2 * time.Minute} {
		distant(t, func(t *testing.T, c, _ net.Conn, _ *counting) {
			time.Sleep(300 * time.Millisecond) // between two looks
			begin := time.Now()
			if err := c.SetDeadline(begin.Add(limit)); err != nil {
				t.Fatal(err)
			}
			_, err := c.Read(make([]byte, 1))
			if took := time.Since(begin); !errors.Is(err, os.ErrDeadlineExceeded) || took != max(limit, 0) {
				t.Errorf("reading ends after %s with %v, want %s", took, err, limit)
			}
			if _, err := c.Write([]byte("a")); !errors.Is(err, os.ErrDeadlineExceeded) {
				t.Errorf("writing ends with %v", err)
			}
			if err := c.SetDeadline(time.Time{}); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestDeadlinesThatMoveOnNeverCome(t *testing.T) {
	distant(t, func(t *testing.T, c, peer net.Conn, inner *counting) {
		go func() {
			for range 100 {
				time.Sleep(20 * time.Second)
				_, _ = peer.Write([]byte("a"))
			}
		}()
		for range 100 {
			_ = c.SetReadDeadline(time.Now().Add(30 * time.Second))
			if _, err := c.Read(make([]byte, 1)); err != nil {
				t.Fatal(err)
			}
			_ = c.SetReadDeadline(time.Time{})
			time.Sleep(time.Minute) // an answer takes that long
		}
		if inner.told != 0 {
			t.Errorf("the connection was told %d times", inner.told)
		}
	})
}

// One that was told, and then taken away or moved, must not come.
func TestDeadlineThatIsKnownIsTakenAway(t *testing.T) {
	for _, next := range []time.Duration{0, time.Minute} {
		distant(t, func(t *testing.T, c, peer net.Conn, _ *counting) {
			_ = c.SetReadDeadline(time.Now().Add(5 * time.Second))
			time.Sleep(4900 * time.Millisecond)
			var moved time.Time
			if next > 0 {
				moved = time.Now().Add(next)
			}
			_ = c.SetReadDeadline(moved)
			go func() {
				time.Sleep(10 * time.Second)
				_, _ = peer.Write([]byte("a"))
			}()
			if _, err := c.Read(make([]byte, 1)); err != nil {
				t.Error(err)
			}
		})
	}
}
