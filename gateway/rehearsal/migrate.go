package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/weftql/weft/postgres-source/sqlscript"
)

// maxSkips bounds how often a migration is run again without one of its statements.
const maxSkips = 16

// migrate runs one migration behind a savepoint. Statements that would work in a deployment
// and cannot in a rehearsal are found out by running into them: the migration is run again
// without. The error is one of the rehearsal.
func (s *stage) migrate(ctx context.Context, script *Script, m *Migration) error {
	statements := sqlscript.Split(script.SQL)
	skipped := map[int]string{}
	for {
		if err := s.prepare(ctx); err != nil {
			return err
		}
		at, err := s.attempt(ctx, statements, skipped, m)
		if err == nil {
			return s.finish(ctx, script, m)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if s.conn.PgConn().TxStatus() == 'I' {
			return fmt.Errorf("migration %d_%s ended the transaction of the rehearsal: %w", script.Version, script.Name, err)
		}
		if _, err := s.conn.Exec(ctx, "rollback to savepoint weft_migration"); err != nil {
			return err
		}
		reason := s.request.unrehearsable(script, err)
		if reason == "" || at < 0 || len(skipped) == maxSkips {
			m.Failure = failureAt(err, statements, at)
			return s.reset(ctx)
		}
		skipped[at] = reason
		m.Statements, m.Omitted, m.Milliseconds = m.Statements[:0], 0, 0
	}
}

// guard makes a commit fail, should a way to one be found: the rows of a cursor that is to
// outlive its transaction are computed when that is committed, and these cannot be.
const guard = "close all; declare weft_guard no scroll cursor with hold for select 1 / (random() * 0)::int"

// prepare begins a migration: as if on a connection of its own.
func (s *stage) prepare(ctx context.Context) error {
	if err := s.exec(ctx, guard+"; "+s.settings); err != nil {
		return err
	}
	if _, err := s.conn.Exec(ctx, "select set_config('hasura.user', $1, true)", s.user); err != nil {
		return err
	}
	return s.exec(ctx, "savepoint weft_migration")
}

// reset gives up what a migration did to its session.
func (s *stage) reset(ctx context.Context) error {
	return s.exec(ctx, "reset session authorization; reset all; discard temp; deallocate all; set constraints all deferred")
}

// exec runs SQL of our own.
func (s *stage) exec(ctx context.Context, sql string) error {
	_, err := s.conn.PgConn().Exec(ctx, sql).ReadAll()
	return err
}

// finish does what the end of the migration's own transaction would do. That its deferred
// constraints hold was the last thing attempted.
func (s *stage) finish(ctx context.Context, script *Script, m *Migration) error {
	if err := s.reset(ctx); err != nil {
		return err
	}
	name := fmt.Sprintf("%d_%s", script.Version, script.Name)
	var err error
	m.Locks, err = s.locks.fresh(ctx, s.conn, name)
	m.Held = s.locks.held(sqlscript.Names(script.SQL), name)
	return err
}

// attempt runs the statements and then the deferred constraints. It returns the index of
// the statement that failed, -1 when it was a constraint.
func (s *stage) attempt(ctx context.Context, statements []sqlscript.Statement, skipped map[int]string, m *Migration) (int, error) {
	for i := range statements {
		st := &statements[i]
		done := Statement{Line: st.Line, Text: shortened(st), Skipped: skipped[i]}
		if done.Skipped == "" {
			done.Skipped = outside(st)
		}
		if done.Skipped == "" {
			if err := forbidden(st); err != nil {
				return i, err
			}
			if err := s.statement(ctx, st, &done); err != nil {
				return i, err
			}
		}
		m.note(&done)
	}
	if _, err := s.conn.Exec(ctx, "set constraints all immediate"); err != nil {
		return -1, err
	}
	return 0, nil
}

// statement runs one statement. The protocol is the one that takes no second: what the
// splitter takes for one statement and Postgres for two is refused.
func (s *stage) statement(ctx context.Context, st *sqlscript.Statement, done *Statement) error {
	began := time.Now()
	result := s.conn.PgConn().ExecParams(ctx, st.Text, nil, nil, nil, nil)
	tag, err := result.Close()
	if err != nil {
		return err
	}
	if s.conn.PgConn().TxStatus() != 'T' {
		return errors.New("it ended the transaction")
	}
	done.Command, done.DDL, done.Milliseconds = tag.String(), changesSchema(tag), milliseconds(time.Since(began))
	return nil
}

func (m *Migration) note(done *Statement) {
	m.Milliseconds += done.Milliseconds
	if len(m.Statements) == maxStatements {
		m.Omitted++
		return
	}
	m.Statements = append(m.Statements, *done)
}
