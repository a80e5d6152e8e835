package pool

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// TxOptions describes a transaction that writes.
type TxOptions struct {
	// Isolation is an isolation level as metadata spells it: read-committed,
	// repeatable-read or serializable; "" means the first.
	Isolation string
	// Settings are configuration parameters set for the length of the transaction.
	Settings []Setting
	// Once forbids to run the transaction again after a serialization failure: it may do
	// something outside of the database.
	Once bool
}

// Setting is one configuration parameter. The name stands in the statement that sets it, which
// is prepared: few different ones are meant. The value is borrowed while the transaction runs.
type Setting struct {
	Name  string
	Value []byte
}

const (
	// maxRepeats is how often a transaction runs again that lost against another.
	maxRepeats = 3
	// repeatDelay is the longest wait before the first of them; it doubles.
	repeatDelay = 20 * time.Millisecond
)

// Write runs work in one transaction and commits it when work returns nil. Anything else
// leaves the database as it was, and is returned; so does the end of ctx before the commit
// is sent.
//
// Work runs again, from the start and in a new transaction, in two cases. Its first
// statement met a connection that could not take it: nothing was run. Or the transaction
// could not be serialized, at a level above read committed: nothing of it is left, and
// PostgreSQL expects the application to try again. It never runs again after the connection
// broke: whoever ended it may have meant the statement, and the commit may have happened.
// Work must do nothing else that lasts.
//
// The errors are work's own, a *ConnectError, a *TxError, a *CommitError, and the context's,
// but for a *TxError of which nobody knows.
func (p *Pool) Write(ctx context.Context, o *TxOptions, work func(tx *Tx) error) error {
	delay := repeatDelay
	for try := 0; ; try++ {
		err := p.writeOnce(ctx, o, work)
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return ended(ctx, err)
		case try == 0 && o.restarts(err):
			continue
		case try == maxRepeats || !o.repeats(err):
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(rand.N(delay)): //nolint:gosec // only spreads the load
			delay *= 2
		}
	}
}

// ended is the error of a transaction whose context has ended: what nobody knows of its
// commit is worth more than that.
func ended(ctx context.Context, err error) error {
	if tx := (*TxError)(nil); errors.As(err, &tx) && tx.Unknown {
		return err
	}
	return ctx.Err()
}

func (p *Pool) writeOnce(ctx context.Context, o *TxOptions, work func(tx *Tx) error) error {
	c, err := p.acquire(ctx)
	if err != nil {
		return err
	}
	defer c.Release()
	tx := &Tx{pool: p, conn: c, options: o}
	defer tx.rollback(ctx) // nothing to do after a commit
	if err := work(tx); err != nil {
		return err
	}
	return tx.commit(ctx)
}

// restarts tells that a connection took nothing of the transaction, or met a statement that
// is no longer prepared: the transaction is known to be undone.
func (o *TxOptions) restarts(err error) bool {
	return errors.As(err, new(*untakenError)) || unprepared(err) && !o.Once
}

// repeats tells whether the transaction lost against another one and may be run again.
func (o *TxOptions) repeats(err error) bool {
	var pg *pgconn.PgError
	serialized := o.Isolation == "repeatable-read" || o.Isolation == "serializable"
	return serialized && !o.Once && errors.As(err, &pg) && pg.Code == "40001"
}

// afterGrace cancels when the server has had its time to answer.
func afterGrace(cancel context.CancelFunc) { time.AfterFunc(cancelGrace, cancel) }
