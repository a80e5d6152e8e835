package rehearsal

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/gateway/roles"
	postgres "github.com/weftql/weft/postgres-source"
)

// stage is a database in a transaction that is going to be rolled back. It has a connection
// of its own.
type stage struct {
	request    *Request
	migrations Migrations
	report     Database
	conn       *pgx.Conn // nil when there is none
	begun      time.Time
	settings   string // SQL that every migration begins with
	user       string // the session variables of who rehearses, as triggers see them
	locks      *locks
	// within is what the transaction sees when all is done; nil when it could not be read.
	within *postgres.Within
}

func newStage(r *Request, m Migrations) *stage {
	s := &stage{request: r, migrations: m, report: Database{Name: m.Database, Migrations: []Migration{}}}
	for _, script := range m.Scripts {
		s.report.Migrations = append(s.report.Migrations, Migration{
			Version: script.Version, Name: script.Name, Statements: []Statement{}, Locks: []Lock{}, NotRun: true,
		})
	}
	return s
}

// failed tells whether a deployment would stop here.
func (s *stage) failed() bool {
	if s.report.Failure != nil {
		return true
	}
	for i := range s.report.Migrations {
		if s.report.Migrations[i].Failure != nil {
			return true
		}
	}
	return false
}

// run runs the migrations, takes down what the database would be, and rolls back. The error is one of the rehearsal, not of a migration.
func (s *stage) run(ctx context.Context, r *rehearsal, opened *roles.Epoch) error {
	if len(s.migrations.Scripts) == 0 {
		return nil // the epoch has seen it as it is
	}
	db := opened.Database(s.migrations.Database)
	if db == nil {
		s.report.Failure = &Failure{Message: missing(opened, s.migrations.Database)}
		return nil
	}
	defer s.end()
	if err := s.begin(ctx, db, r); err != nil {
		s.report.Failure = failureOf(err)
		return ctx.Err()
	}
	for i := range s.migrations.Scripts {
		m := &s.report.Migrations[i]
		m.NotRun = false
		if err := s.migrate(ctx, &s.migrations.Scripts[i], m); err != nil {
			return err
		}
		if m.Failure != nil {
			break
		}
	}
	var err error
	if s.within, err = postgres.ReadWithin(ctx, s.conn, db.Metadata()); err != nil {
		return fmt.Errorf("database %s: %w", s.migrations.Database, err)
	}
	return nil
}

// missing says why an epoch does not have a database.
func missing(e *roles.Epoch, name string) string {
	for i := range e.Inconsistencies {
		if in := &e.Inconsistencies[i]; in.Name == "source "+name {
			return in.Reason
		}
	}
	return fmt.Sprintf("source with name %q does not exist", name)
}

// begin opens the transaction, as run_sql opens that of a migration.
func (s *stage) begin(ctx context.Context, db *postgres.Source, r *rehearsal) error {
	conn, err := pgx.ConnectConfig(ctx, db.Pool().Pgx().Config().ConnConfig)
	if err != nil {
		return err
	}
	s.conn, s.begun = conn, time.Now()
	if _, err := conn.Exec(ctx, "begin"); err != nil {
		return err
	}
	user, err := json.Marshal(r.session.Variables)
	if err != nil {
		return err
	}
	s.user = string(user)
	// The last two end the transaction should this server be gone.
	s.settings = fmt.Sprintf("set local lock_timeout = %d; set local statement_timeout = %d; set local idle_in_transaction_session_timeout = %[2]d",
		r.request.LockTimeout.Milliseconds(), r.request.Timeout.Milliseconds())
	s.locks, err = watchLocks(ctx, conn)
	return err
}

// farewell bounds the end of a stage.
const farewell = 10 * time.Second

// end rolls everything back, whatever happened, and closes the connection.
func (s *stage) end() {
	if s.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), farewell)
	defer cancel()
	_, _ = s.conn.Exec(ctx, "rollback") // closing the connection rolls back too
	_ = s.conn.Close(ctx)
	s.report.Milliseconds = milliseconds(time.Since(s.begun))
}

func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}
