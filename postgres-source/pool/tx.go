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
	pool *Pool
	conn *pgxpool.Conn
	// opening are the statements that open the transaction; nil once it is open.
	opening []Statement
	ended   bool // it was committed
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
	prepared, err := t.prepared(ctx, st)
	if err != nil {
		return 0, t.untaken(err, 0)
	}
	if t.conn.Conn().PgConn().IsClosed() {
		return 0, t.untaken(errClosed, 0)
	}
	batch := &pgconn.Batch{}
	if err := t.open(ctx, batch); err != nil {
		return 0, t.untaken(err, 0)
	}
	add(batch, prepared, st)
	if last {
		if err := t.addCommit(ctx, batch); err != nil {
			return 0, t.untaken(err, 0)
		}
	}
	if affected, err = t.send(ctx, batch, row, last); err != nil {
		t.pool.forget(t.conn, st.SQL, err)
	}
	return affected, err
}

// prepared returns the prepared statement, nil for one that is not to be kept.
func (t *Tx) prepared(ctx context.Context, st *Statement) (*pgconn.StatementDescription, error) {
	if st.Rare {
		return nil, nil //nolint:nilnil // no statement is no error
	}
	return t.pool.prepared(ctx, t.conn, st.SQL)
}

// open adds what opens the transaction to a batch.
func (t *Tx) open(ctx context.Context, batch *pgconn.Batch) error {
	for i := range t.opening {
		st := &t.opening[i]
		prepared, err := t.prepared(ctx, st)
		if err != nil {
			return err
		}
		add(batch, prepared, st)
	}
	return nil
}

// addCommit adds the commit to a batch, prepared like what opens the transaction. In one that
// is open already nothing is prepared only for its end.
func (t *Tx) addCommit(ctx context.Context, batch *pgconn.Batch) error {
	st := &Statement{SQL: commit, Rare: true}
	if t.opening != nil {
		st.Rare = t.opening[0].Rare
	}
	prepared, err := t.prepared(ctx, st)
	if err != nil {
		return err
	}
	add(batch, prepared, st)
	return nil
}

// add adds a statement to a batch, as the prepared one if there is one.
func add(batch *pgconn.Batch, prepared *pgconn.StatementDescription, st *Statement) {
	if prepared == nil {
		batch.ExecParams(st.SQL, st.Args, nil, st.Formats, nil)
		return
	}
	batch.ExecStatement(prepared, st.Args, st.Formats, nil)
}

// send runs a batch of the statement with what opens the transaction before it and, if it is
// the last one, what ends it: all in one round trip.
func (t *Tx) send(ctx context.Context, batch *pgconn.Batch, row func([][]byte) error, last bool) (affected int64, err error) {
	before := len(t.opening)
	answered, failed := 0, error(nil)
	results := t.conn.Conn().PgConn().ExecBatch(ctx, batch)
	for ; results.NextResult(); answered++ {
		rr := results.ResultReader()
		for rr.NextRow() {
			if answered == before && failed == nil {
				failed = row(rr.Values())
			}
		}
		tag, _ := rr.Close() // its error is the batch's
		if answered == before {
			affected = tag.RowsAffected()
		}
	}
	err = results.Close()
	switch {
	case err == nil, last && answered == before+2: // the server answers a commit when it is done
		t.opening, t.ended = nil, last
		return affected, failed
	case answered < before && fromServer(err):
		return 0, t.untaken(&TxError{cause: err}, answered) // it was not begun
	case last && !fromServer(err):
		return 0, &TxError{cause: err, Unknown: true}
	}
	return 0, err
}

// untakenError says that a connection took nothing of a transaction, not even its beginning.
type untakenError struct{ cause error }

func (e *untakenError) Error() string { return e.cause.Error() }
func (e *untakenError) Unwrap() error { return e.cause }

// untaken tells an error of a connection that had ended before it answered anything of the
// transaction. The driver's SafeToRetry does not: it is also true of a connection that broke
// after everything was sent.
func (t *Tx) untaken(err error, answered int) error {
	if t.opening != nil && answered == 0 && (!fromServer(err) || stopped(err)) {
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
	if t.opening != nil || t.ended {
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
		return err // a deferred constraint, a conflict of serializable transactions
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
