package pool

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Pool is a set of connections to one database. It is safe for concurrent use.
type Pool struct {
	settings Settings
	pool     *pgxpool.Pool
	watcher  watcher
	// otherDefaults is set when a connection was met whose transactions are not read committed
	// and read write unless they are told to be.
	otherDefaults atomic.Bool
	settingTexts  settingTexts

	mu    sync.Mutex
	users int
}

// Open returns a pool with one user. It does not connect: a database that is down is an
// error of the requests that need it. An error means that the settings make no sense.
func Open(s Settings) (*Pool, error) {
	s = s.withDefaults()
	c, err := s.config()
	if err != nil {
		return nil, err
	}
	// The pool opens connections when they are asked for, not on behalf of a context.
	p, err := pgxpool.NewWithConfig(context.Background(), c)
	if err != nil {
		return nil, fmt.Errorf("database pool: %w", err)
	}
	return &Pool{settings: s, pool: p, users: 1}, nil
}

// Retain adds a user if the pool was opened with the same settings and is still open, and
// tells whether it did. Each user calls Close once.
func (p *Pool) Retain(s Settings) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.users == 0 || p.settings != s.withDefaults() {
		return false
	}
	p.users++
	return true
}

// Close ends one user's use. The last one closes the connections, once running statements
// have ended, without waiting for that.
func (p *Pool) Close() {
	p.mu.Lock()
	p.users--
	last := p.users == 0
	p.mu.Unlock()
	if last {
		go p.pool.Close()
	}
}

// Ping asks the database for a sign of life.
func (p *Pool) Ping(ctx context.Context) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	return c.Ping(ctx)
}

// Pgx returns the pool itself, for what has its own way with connections: reading the
// catalog, the change feed. It is valid until the user's Close.
func (p *Pool) Pgx() *pgxpool.Pool { return p.pool }

// errAcquireTimeout is the internal text of contract/auth-and-server.md 7.2.
var errAcquireTimeout = errors.New("connection acquisition timeout expired")

// ConnectError says that no connection could be had.
type ConnectError struct{ cause error }

func (e *ConnectError) Error() string { return "connecting to the database: " + e.cause.Error() }

// Unwrap returns what went wrong: a *pgconn.PgError when the server refused.
func (e *ConnectError) Unwrap() error { return e.cause }

// acquire takes a connection, trying again as the settings say.
func (p *Pool) acquire(ctx context.Context) (*pgxpool.Conn, error) {
	delay := firstRetryDelay
	for try := 0; ; try++ {
		c, err := p.acquireOnce(ctx)
		if err == nil {
			return c, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if try >= p.settings.Retries || errors.Is(err, errAcquireTimeout) {
			return nil, &ConnectError{cause: err}
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(delay):
			delay *= 2
		}
	}
}

func (p *Pool) acquireOnce(ctx context.Context) (*pgxpool.Conn, error) {
	if p.settings.AcquireTimeout <= 0 {
		return p.pool.Acquire(ctx)
	}
	waiting, cancel := context.WithTimeoutCause(ctx, p.settings.AcquireTimeout, errAcquireTimeout)
	defer cancel()
	c, err := p.pool.Acquire(waiting)
	if err != nil && errors.Is(context.Cause(waiting), errAcquireTimeout) {
		return nil, errAcquireTimeout
	}
	return c, err
}
