package pool

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// TxOptions describes a transaction that writes.
type TxOptions struct {
	// Isolation is an isolation level as SQL spells it; "" means read committed. It must be
	// one of [Isolations].
	Isolation string
	// Settings are configuration parameters set for the length of the transaction.
	Settings []Setting
}

// Setting is one configuration parameter.
type Setting struct{ Name, Value string }

// Isolations are the levels a transaction can have, as metadata spells them, and the
// statement that begins one (contract/auth-and-server.md 12.1).
var Isolations = map[string]string{
	"":                "begin isolation level read committed read write",
	"read-committed":  "begin isolation level read committed read write",
	"repeatable-read": "begin isolation level repeatable read read write",
	"serializable":    "begin isolation level serializable read write",
}

// writeAttempts is how often a transaction is run that another one got in the way of.
const writeAttempts = 3

// Write runs f in a transaction and commits it when f returns nil. Anything else leaves the
// database as it was, and is returned. f may be run again, from the start: when the server
// says that a concurrent transaction made it give this one up, or that it ended the session
// before anything was done. f must do nothing else that lasts.
//
// The errors are those of [Pool.Read].
func (p *Pool) Write(ctx context.Context, o TxOptions, f func(*Tx) error) error {
	for attempt := 1; ; attempt++ {
		err := p.writeOnce(ctx, o, f)
		if err == nil || ctx.Err() != nil || attempt == writeAttempts || !undone(err) {
			return outcome(ctx, err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(attempt) * 5 * time.Millisecond):
		}
	}
}

// undone tells whether the server rolled the transaction back for reasons that need not be
// there the next time: a serialization failure, a deadlock, its own shutdown.
func undone(err error) bool {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return false
	}
	switch pg.Code {
	case "40001", "40P01", "57P01":
		return true
	}
	return unprepared(err)
}

func (p *Pool) writeOnce(ctx context.Context, o TxOptions, f func(*Tx) error) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	t := &Tx{pool: p, conn: c, options: o}
	err = f(t)
	if err == nil {
		err = t.commit(ctx)
	}
	if err != nil {
		t.rollback(ctx)
	}
	return err
}

// Tx is a transaction that writes. It must not be used after the function it was made for
// has returned, nor concurrently.
type Tx struct {
	pool    *Pool
	conn    *pgxpool.Conn
	options TxOptions
	begun   bool
	done    bool
}

// Exec runs a statement and calls row for every row of its result; see [Pool.Read] for
// args and values.
func (t *Tx) Exec(ctx context.Context, sql string, args [][]byte, row func(values [][]byte) error) error {
	return t.exec(ctx, sql, args, row, false)
}

// ExecLast is Exec followed by the commit, in one round trip. The transaction is over
// afterwards, unless the statement failed; an error of row comes too late to undo it.
func (t *Tx) ExecLast(ctx context.Context, sql string, args [][]byte, row func(values [][]byte) error) error {
	return t.exec(ctx, sql, args, row, true)
}

func (t *Tx) exec(ctx context.Context, sql string, args [][]byte, row func([][]byte) error, last bool) error {
	conn := t.conn.Conn().PgConn()
	name := ""
	if t.pool.settings.Prepared {
		var err error
		if name, err = statementsOf(conn).prepared(ctx, conn, sql); err != nil {
			return err
		}
	}
	batch := &pgconn.Batch{}
	before := t.begin(batch)
	if name != "" {
		batch.ExecPrepared(name, args, nil, nil)
	} else {
		batch.ExecParams(sql, args, nil, nil, nil)
	}
	if last {
		batch.ExecParams("commit", nil, nil, nil, nil)
	}
	err := read(conn.ExecBatch(ctx, batch), before, row)
	if err != nil {
		t.pool.forget(t.conn, sql, err)
		return err
	}
	t.done = t.done || last
	return nil
}

// begin puts what starts the transaction into its first batch and returns the number of
// results that come before the statement's own.
func (t *Tx) begin(batch *pgconn.Batch) int {
	if t.begun {
		return 0
	}
	t.begun = true
	batch.ExecParams(Isolations[t.options.Isolation], nil, nil, nil, nil)
	for _, s := range t.options.Settings {
		batch.ExecParams("select pg_catalog.set_config($1, $2, true)", [][]byte{[]byte(s.Name), []byte(s.Value)}, nil, nil, nil)
	}
	return 1 + len(t.options.Settings)
}

// read hands over the rows of the result number which, counted from 0.
func read(results *pgconn.MultiResultReader, which int, row func([][]byte) error) error {
	var failed error
	for i := 0; results.NextResult(); i++ {
		rr := results.ResultReader()
		for rr.NextRow() {
			if i == which && failed == nil {
				failed = row(rr.Values())
			}
		}
		if _, err := rr.Close(); err != nil && failed == nil {
			failed = err
		}
	}
	if err := results.Close(); err != nil {
		return err
	}
	return failed
}

func (t *Tx) commit(ctx context.Context) error {
	if t.done || !t.begun {
		return nil
	}
	_, err := t.conn.Conn().PgConn().ExecParams(ctx, "commit", nil, nil, nil, nil).Close()
	t.done = err == nil
	return err
}

// rollback ends a failed transaction. The context may have ended; the connection is given
// up then, and the server rolls back when it notices.
func (t *Tx) rollback(ctx context.Context) {
	conn := t.conn.Conn().PgConn()
	if conn.IsClosed() || conn.TxStatus() == 'I' {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), cancelGrace)
	defer cancel()
	_, _ = conn.ExecParams(ctx, "rollback", nil, nil, nil, nil).Close() // a connection that failed here is not used again
}
