package pool

import (
	"context"

	"github.com/jackc/pgx/v5/pgconn"
)

// trip are statements that are sent together.
type trip struct {
	// opening open the transaction.
	opening []Statement
	of      *Statement
	commit  *Statement // nil when it goes on, or ends by itself
	// whole is set for a transaction of one trip that is neither begun nor committed: what is
	// sent together is one, and the server commits it at the end.
	whole bool
	last  bool
	batch pgconn.Batch
	room  [2]Statement // for opening
}

// assemble puts the statement together with what opens and ends the transaction.
func (t *Tx) assemble(st *Statement, last bool) {
	r := &t.trip
	*r = trip{of: st, last: last}
	if !t.open {
		r.whole = last && t.options.committed() && !t.pool.otherDefaults.Load()
		r.opening = t.options.opening(r.room[:0], &t.pool.settingTexts, r.whole)
	}
	if last && !r.whole {
		// In one that is open already nothing is prepared only for its end.
		r.commit = &Statement{SQL: commit, Rare: t.open || t.options.Once}
	}
}

// encode makes the messages of the trip. The statements that will come again are prepared.
func (t *Tx) encode(ctx context.Context) error {
	r := &t.trip
	for i := range r.opening {
		if err := t.add(ctx, &r.opening[i]); err != nil {
			return err
		}
	}
	if err := t.add(ctx, r.of); err != nil {
		return err
	}
	if r.commit != nil {
		if err := t.add(ctx, r.commit); err != nil {
			return err
		}
	}
	if t.conn.Conn().PgConn().IsClosed() {
		return errClosed
	}
	return nil
}

// add adds a statement to the trip, as the prepared one if there is one.
func (t *Tx) add(ctx context.Context, st *Statement) error {
	var prepared *pgconn.StatementDescription
	if !st.Rare {
		var err error
		if prepared, err = t.pool.prepared(ctx, t.conn, st.SQL); err != nil {
			return err
		}
	}
	if prepared == nil {
		t.trip.batch.ExecParams(st.SQL, st.Args, nil, st.Formats, nil)
		return nil
	}
	t.trip.batch.ExecStatement(prepared, st.Args, st.Formats, nil)
	return nil
}

// send makes the round trip.
func (t *Tx) send(ctx context.Context, row func([][]byte) error) (affected int64, err error) {
	r := &t.trip
	before := len(r.opening)
	answered, failed := 0, error(nil)
	conn := t.conn.Conn().PgConn()
	defer t.pool.watcher.end(t.pool.watcher.begin(ctx, conn))
	results := conn.ExecBatch(context.Background(), &r.batch)
	for ; results.NextResult(); answered++ {
		rr := results.ResultReader()
		for rr.NextRow() {
			if answered == before && failed == nil {
				failed = row(rr.Values())
			}
		}
		tag, err := rr.Close()
		if err != nil {
			break // it is the batch's error, too
		}
		if answered == before {
			affected = tag.RowsAffected()
		}
	}
	err = results.Close()
	switch {
	case err == nil, r.commit != nil && answered == before+2: // the server answers a commit when it is done
		t.open, t.ended = true, r.last
		return affected, failed
	case answered < before && r.whole && otherDefaults(err):
		return 0, errOtherDefaults
	case answered < before && fromServer(err):
		return 0, t.untaken(&TxError{cause: err}, answered) // it was not begun
	case r.last && !fromServer(err):
		return 0, &TxError{cause: err, Unknown: true}
	case r.last && answered > before:
		return 0, &CommitError{err}
	}
	return 0, err
}
