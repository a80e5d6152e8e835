package pool

import (
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Settings tells how to reach a database (contract/auth-and-server.md 12.1). Settings that
// are equal share a pool.
type Settings struct {
	URL string // connection string, resolved: no reference to the environment left
	// MaxConnections bounds the pool; 0 means 50.
	MaxConnections int
	// IdleTimeout closes idle connections; 0 means 180 s.
	IdleTimeout time.Duration
	// ConnectionLifetime closes old connections when they are idle; 0 means 600 s, negative
	// unlimited.
	ConnectionLifetime time.Duration
	// AcquireTimeout is how long a request waits for a connection; 0 means without end.
	AcquireTimeout time.Duration
	// Retries is how often connecting is tried again, with delays from 100 ms doubling, at
	// most 6 times; negative means never, 0 means once.
	Retries int
	// Prepared keeps prepared statements on connections. It must be off behind a
	// transaction-pooling PgBouncer.
	Prepared bool
}

const (
	defaultMaxConnections = 50
	defaultIdleTimeout    = 180 * time.Second
	defaultLifetime       = 600 * time.Second
	unlimitedLifetime     = 100 * 365 * 24 * time.Hour
	maxRetries            = 6
	firstRetryDelay       = 100 * time.Millisecond
	// cancelGrace is how long the server has to confirm that it cancelled a statement
	// before the connection is given up.
	cancelGrace = 5 * time.Second
)

func (s Settings) withDefaults() Settings {
	if s.MaxConnections == 0 {
		s.MaxConnections = defaultMaxConnections
	}
	if s.IdleTimeout == 0 {
		s.IdleTimeout = defaultIdleTimeout
	}
	switch {
	case s.ConnectionLifetime == 0:
		s.ConnectionLifetime = defaultLifetime
	case s.ConnectionLifetime < 0:
		s.ConnectionLifetime = unlimitedLifetime
	}
	switch {
	case s.Retries == 0:
		s.Retries = 1
	case s.Retries < 0:
		s.Retries = 0
	}
	s.Retries = min(s.Retries, maxRetries)
	return s
}

// config translates the settings for pgxpool.
func (s Settings) config() (*pgxpool.Config, error) {
	c, err := pgxpool.ParseConfig(s.URL)
	if err != nil {
		return nil, fmt.Errorf("database url: %w", err)
	}
	c.MaxConns = int32(min(s.MaxConnections, 1<<16)) //nolint:gosec // bounded
	c.MinConns = 0
	c.MaxConnIdleTime = s.IdleTimeout
	c.MaxConnLifetime = s.ConnectionLifetime
	c.MaxConnLifetimeJitter = s.ConnectionLifetime / 10
	c.PingTimeout = cancelGrace
	c.BeforeConnect = newJITOff().beforeConnect
	c.ConnConfig.StatementCacheCapacity = 0 // see statements
	c.ConnConfig.DescriptionCacheCapacity = 0
	c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	c.ConnConfig.BuildContextWatcherHandler = func(conn *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: conn, DeadlineDelay: cancelGrace}
	}
	return c, nil
}
