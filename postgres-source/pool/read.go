package pool

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Read runs one statement that changes nothing, outside a transaction, and calls row for
// every row of the result. Args are texts, nil for NULL, and borrowed for the call; values
// are borrowed until row returns. An error of row ends the reading and is returned.
//
// It returns a *ConnectError, a *pgconn.PgError, the context's error, or what broke the
// connection. It runs a second time, on a fresh connection, when the first connection died
// before any row came.
func (p *Pool) Read(ctx context.Context, sql string, args [][]byte, row func(values [][]byte) error) error {
	started, err := p.attempt(ctx, sql, args, row)
	if err == nil || started || ctx.Err() != nil || !stale(err) {
		return outcome(ctx, err)
	}
	if !unprepared(err) {
		p.pool.Reset() // what killed this connection has likely killed the idle ones too
	}
	_, err = p.attempt(ctx, sql, args, row)
	return outcome(ctx, err)
}

// ReadOnce is [Pool.Read] for a statement that may do something all the same: when its
// connection died it may have done it, and does not run again.
func (p *Pool) ReadOnce(ctx context.Context, sql string, args [][]byte, row func(values [][]byte) error) error {
	started, err := p.attempt(ctx, sql, args, row)
	if !started && unprepared(err) {
		_, err = p.attempt(ctx, sql, args, row)
	}
	return outcome(ctx, err)
}

// outcome prefers the context's error: a cancelled statement fails in many ways.
func outcome(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// attempt also tells whether any row was handed over.
func (p *Pool) attempt(ctx context.Context, sql string, args [][]byte, row func([][]byte) error) (started bool, err error) {
	c, err := p.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer c.Release()
	st, err := p.prepared(ctx, c, sql)
	if err != nil {
		return false, err
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	conn := c.Conn().PgConn()
	watched := p.watcher.begin(ctx, conn)
	defer p.watcher.end(watched)
	rr := send(conn, st, sql, args)
	var failed error
	for rr.NextRow() {
		started = true
		if failed == nil {
			failed = row(rr.Values())
		}
	}
	if _, err = rr.Close(); err != nil {
		p.forget(c, sql, err)
		return started, err
	}
	return started, failed
}

// send sends the statement, as the prepared one if there is one. A watcher must be watching it.
func send(conn *pgconn.PgConn, st *pgconn.StatementDescription, sql string, args [][]byte) *pgconn.ResultReader {
	unwatched := context.Background()
	if st == nil {
		return conn.ExecParams(unwatched, sql, args, nil, nil, nil)
	}
	return conn.ExecStatement(unwatched, st, args, nil, nil)
}

// prepared returns the prepared statement to run sql as, nil for none.
func (p *Pool) prepared(ctx context.Context, c *pgxpool.Conn, sql string) (*pgconn.StatementDescription, error) {
	if !p.settings.Prepared {
		return nil, nil //nolint:nilnil // no statement is no error
	}
	conn := c.Conn().PgConn()
	return statementsOf(conn).prepared(ctx, conn, sql)
}

// forget drops what the error of sql says of prepared statements: one that the server can no
// longer run, or, when one is not there, all of them. It may have been another one of a
// batch, and hardly goes alone.
func (p *Pool) forget(c *pgxpool.Conn, sql string, err error) {
	var pg *pgconn.PgError
	switch {
	case !p.settings.Prepared || !unprepared(err) || !errors.As(err, &pg):
	case pg.Code == noStatement:
		statementsOf(c.Conn().PgConn()).forgetAll()
	default:
		statementsOf(c.Conn().PgConn()).forget(sql)
	}
}

// noStatement is the state of an error about a prepared statement that does not exist.
const noStatement = "26000"

// unprepared tells errors that preparing again heals: the statement does not exist, or its
// result type has changed.
func unprepared(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == noStatement || pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery")
}

// stale tells whether err comes from a connection that had died, or a prepared statement
// that had: the same statement may well succeed on a fresh one.
func stale(err error) bool {
	var connect *ConnectError
	if errors.As(err, &connect) {
		return false // acquire has tried again already
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return stopped(err) || unprepared(err)
	}
	return true // not an answer of the server: the connection broke
}

// stopped tells whether the server ended the session: it shuts down, starts up, another
// session crashed, or this one was idle for too long.
func stopped(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03" || pg.Code == "57P05")
}
