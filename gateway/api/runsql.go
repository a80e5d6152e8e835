package api

import (
	"context"
	"encoding/json"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/sqlscript"
)

// runSQL is run_sql (contract/metadata-and-migrations.md 7.1).
type runSQL struct {
	sql           string
	source        string
	cascade       bool
	readOnly      bool
	noTransaction bool
	// checks is set when the metadata is compared with the schema afterwards.
	checks bool
}

// mayAlter is what SQL looks like after which metadata is checked (7.2).
var mayAlter = regexp.MustCompile(`(?i)\balter\b|\bdrop\b|\breplace\b|\bcreate function\b|\bcomment on\b`)

func decodeRunSQL(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	r := &runSQL{
		sql: o.Text("sql"), source: o.TextOr("source", "default"), cascade: o.Flag("cascade", false),
		readOnly: o.Flag("read_only", false), noTransaction: o.Flag("no_transaction", false),
	}
	const check = "check_metadata_consistency"
	// A migration of many megabytes is not searched when the answer is given.
	r.checks = o.Flag(check, false)
	if _, given := o.Raw(check); !given {
		r.checks = mayAlter.MatchString(r.sql)
	}
	r.checks = r.checks && !r.readOnly
	return r, o.Err()
}

func (r *runSQL) alters() bool { return r.checks }
func (*runSQL) open() bool     { return false }

func (r *runSQL) serve(ctx context.Context, c *change) (*answer, error) {
	if r.checks {
		// The SQL is compared with the metadata as edited so far.
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
	}
	db, err := c.database(r.source)
	if err != nil {
		return nil, err
	}
	conn, err := pgx.ConnectConfig(ctx, db.Pool().Pgx().Config().ConnConfig)
	if err != nil {
		return nil, unreachable(err)
	}
	s := &sqlSession{run: r, change: c, db: db, conn: conn}
	out, err := s.serve(ctx)
	if !s.kept {
		s.close()
	}
	return out, err
}

// database returns a source that is open, with the errors of commands.
func (c *change) database(name string) (*postgres.Source, error) {
	if db := c.latest.Database(name); db != nil {
		return db, nil
	}
	for _, s := range c.draft.Document().Sources {
		if s.Name == name {
			return nil, fault(planner.CodeUnexpected, "source with name %q is inconsistent", name)
		}
	}
	return nil, fault(planner.CodeNotExists, "source with name %q does not exist", name)
}

// sqlSession is one run_sql. It has a connection of its own: what the SQL does to its
// session (settings, temporary tables, roles) must not reach the pool's.
type sqlSession struct {
	run    *runSQL
	change *change
	db     *postgres.Source
	conn   *pgx.Conn
	// kept is set while the transaction waits for the metadata to be stored: the connection
	// is closed after that.
	kept bool
}

// closeTimeout bounds the farewell to the database.
const closeTimeout = 5 * time.Second

// close ends the connection; a transaction that is left on it is undone.
func (s *sqlSession) close() {
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	_ = s.conn.Close(ctx) // it is gone either way
}

func (s *sqlSession) serve(ctx context.Context) (*answer, error) {
	if s.run.noTransaction {
		return s.bare(ctx)
	}
	if err := s.begin(ctx); err != nil {
		return nil, err
	}
	if !s.run.checks {
		out, err := s.exec(ctx, s.run.sql)
		if err != nil {
			return nil, err
		}
		return out, s.commit(ctx)
	}
	return s.checked(ctx)
}

// begin starts the transaction and tells it who runs it, for triggers to see.
func (s *sqlSession) begin(ctx context.Context) error {
	begin := "begin"
	if s.run.readOnly {
		begin = "begin read only"
	}
	conn := s.conn
	if _, err := conn.Exec(ctx, begin); err != nil {
		return unreachable(err)
	}
	user, err := json.Marshal(s.change.in.Session.Variables)
	if err != nil {
		return err
	}
	if _, err := conn.Exec(ctx, "select set_config('hasura.user', $1, true), set_config('hasura.tracecontext', $2, true)",
		string(user), string(postgres.TraceContext(ctx))); err != nil {
		return unreachable(err)
	}
	return nil
}

// commit ends the transaction; deferred constraints speak up here.
func (s *sqlSession) commit(ctx context.Context) error {
	if s.conn.PgConn().TxStatus() == 'I' {
		return nil // the SQL ended it
	}
	if _, err := s.conn.Exec(ctx, "commit"); err != nil {
		return sqlFault(err, s.run.sql)
	}
	return nil
}

// bare runs each statement by itself and answers the last.
func (s *sqlSession) bare(ctx context.Context) (*answer, error) {
	out := commandOK
	for _, statement := range sqlscript.Split(s.run.sql) {
		a, err := s.exec(ctx, statement.Text)
		if err != nil {
			return nil, err
		}
		out = a
	}
	if !s.run.checks {
		return out, nil
	}
	return out, s.follow(ctx)
}
