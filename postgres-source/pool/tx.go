package pool

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Statement is SQL with the values of its parameters. It is borrowed for the length of a
// call.
type Statement struct {
	SQL string
	// Args are the values, nil for NULL.
	Args [][]byte
	// Formats tells for each value whether it is text (0) or PostgreSQL's binary form (1);
	// nil means that all are text.
	Formats []int16
	// Rare is set for SQL that will hardly come again: it is not kept prepared.
	Rare bool
}

// Binary tells that a value is in PostgreSQL's binary form.
func (st *Statement) Binary(arg int) {
	if st.Formats == nil {
		st.Formats = make([]int16, len(st.Args))
	}
	st.Formats[arg] = 1
}

// Tx is a transaction on one connection. It is valid while the function that it was given
// to runs, and for one goroutine.
type Tx struct {
	pool    *Pool
	conn    *pgxpool.Conn
	options *TxOptions
	open    bool // something was run in it
	ended   bool // it was committed
	trip    trip // the one that is under way
}

// TxError says that a transaction could not be begun or ended.
type TxError struct {
	cause error
	// Unknown is set when the connection broke while the commit was on its way: nobody knows
	// whether the transaction was committed.
	Unknown bool
}

func (e *TxError) Error() string { return "transaction control: " + e.cause.Error() }

// Unwrap returns what went wrong.
func (e *TxError) Unwrap() error { return e.cause }

// CommitError says that the server refused to commit: a deferred constraint, a conflict of
// serializable transactions. Nothing of the transaction is left.
type CommitError struct{ cause error }

func (e *CommitError) Error() string { return "commit: " + e.cause.Error() }

// Unwrap returns the *pgconn.PgError.
func (e *CommitError) Unwrap() error { return e.cause }

// Exec runs one statement and calls row for every row of its result; values are borrowed
// until row returns. It returns how many rows the statement wrote or answered. The first
// statement of a transaction opens it in the same round trip.
//
// After an error the transaction can only be rolled back. An error of row ends the reading
// and is returned.
func (t *Tx) Exec(ctx context.Context, st *Statement, row func(values [][]byte) error) (affected int64, err error) {
	return t.exec(ctx, st, row, false)
}

// ExecLast is Exec with the commit in the same round trip: nothing can be undone after it,
// and nothing else be run. An error of row is returned, but comes too late.
func (t *Tx) ExecLast(ctx context.Context, st *Statement, row func(values [][]byte) error) (affected int64, err error) {
	return t.exec(ctx, st, row, true)
}

func (t *Tx) exec(ctx context.Context, st *Statement, row func([][]byte) error, last bool) (affected int64, err error) {
	t.assemble(st, last)
	if err := t.encode(ctx); err != nil {
		return 0, t.untaken(err, 0)
	}
	if err := ctx.Err(); err != nil {
		return 0, t.untaken(err, 0)
	}
	affected, err = t.send(ctx, row)
	switch {
	case errors.Is(err, errOtherDefaults):
		t.pool.otherDefaults.Store(true)
		return t.exec(ctx, st, row, last)
	case err != nil:
		t.pool.forget(t.conn, st.SQL, err)
	}
	return affected, err
}

// errOtherDefaults says that a connection begins other transactions than is wanted: it took
// nothing.
var errOtherDefaults = errors.New("the connection has other defaults of transactions")

// otherDefaults tells the complaint that a level or a right to write, which is not the
// transaction's, can no longer be set.
func otherDefaults(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "25001"
}

// untakenError says that a connection took nothing of a transaction, not even its beginning.
type untakenError struct{ cause error }

func (e *untakenError) Error() string { return e.cause.Error() }
func (e *untakenError) Unwrap() error { return e.cause }

// untaken tells an error of a connection that had ended before it answered anything of the
// transaction. The driver's SafeToRetry does not: it is also true of a connection that broke
// after everything was sent.
func (t *Tx) untaken(err error, answered int) error {
	if !t.open && answered == 0 && (!fromServer(err) || stopped(err)) {
		return &untakenError{err}
	}
	return err
}

var errClosed = errors.New("the connection was closed")

const commit = "commit"

// fromServer tells an error that the server reported from a broken connection.
func fromServer(err error) bool { return errors.As(err, new(*pgconn.PgError)) }

// commit ends the transaction. One in which nothing was run was never begun.
func (t *Tx) commit(ctx context.Context) error {
	if !t.open || t.ended {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err // nobody waits for it any more: nothing is to stay
	}
	// A commit that is cut short may or may not have happened: it gets the time it needs.
	ctx, done := outlasting(ctx)
	defer done()
	results, err := t.conn.Conn().PgConn().Exec(ctx, commit).ReadAll()
	committed := len(results) == 1 && results[0].CommandTag.String() == "COMMIT"
	switch {
	case committed:
		return nil // whatever broke after it
	case err != nil && !fromServer(err):
		return &TxError{cause: err, Unknown: true}
	case err != nil:
		return &CommitError{err}
	}
	return &TxError{cause: errors.New("the server did not commit")}
}

// rollback undoes everything. A connection that does not answer is given up, which undoes
// it too.
func (t *Tx) rollback(ctx context.Context) {
	conn := t.conn.Conn().PgConn()
	if conn.IsClosed() || conn.TxStatus() == 'I' {
		return
	}
	ctx, done := outlasting(ctx)
	defer done()
	if _, err := conn.Exec(ctx, "rollback").ReadAll(); err != nil {
		_ = conn.Close(ctx) // it failed already
	}
}

// outlasting returns a context that ends a while after ctx has ended.
func outlasting(ctx context.Context) (context.Context, func()) {
	lasting, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { afterGrace(cancel) })
	return lasting, func() { stop(); cancel() }
}
