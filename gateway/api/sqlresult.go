package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/planner"
)

// commandOK is the result of SQL that returns no rows.
var commandOK = raw([]byte(`{"result_type":"CommandOk","result":null}`))

// exec runs SQL and answers the result of its last statement.
func (s *sqlSession) exec(ctx context.Context, sql string) (*answer, error) {
	results := s.conn.PgConn().Exec(ctx, sql)
	out := commandOK
	for results.NextResult() {
		var err error
		if out, err = readResult(results.ResultReader(), s.change.api.options.SQLResultLimit); err != nil {
			return nil, err // the connection is closed with the rest unread
		}
	}
	if err := results.Close(); err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, sqlFault(err, s.run.sql)
	}
	return out, nil
}

// sqlResultLimit bounds what a result takes in memory, unless the options say otherwise.
const sqlResultLimit = 256 << 20

// readResult writes a result as lists of texts, column names first. NULL is the text NULL.
func readResult(r *pgconn.ResultReader, limit int) (*answer, error) {
	fields := r.FieldDescriptions()
	if len(fields) == 0 {
		_, _ = r.Close() // its error is told by the whole
		return commandOK, nil
	}
	out := []byte(`{"result_type":"TuplesOk","result":[[`)
	for i := range fields {
		if i > 0 {
			out = append(out, ',')
		}
		out = planner.AppendJSONString(out, fields[i].Name)
	}
	for r.NextRow() {
		if len(out) > limit {
			return nil, fault(planner.CodeNotSupported, "the result of the SQL is larger than %d bytes", limit)
		}
		out = append(out, `],[`...)
		for i, value := range r.Values() {
			if i > 0 {
				out = append(out, ',')
			}
			if value == nil {
				value = []byte("NULL")
			}
			out = planner.AppendJSONString(out, string(value))
		}
	}
	_, _ = r.Close() // its error is told by the whole
	return raw(append(out, `]]}`...)), nil
}

// sqlError is `internal` of SQL that failed (contract/metadata-and-migrations.md 7.1).
type sqlError struct {
	Statement string         `json:"statement"`
	Prepared  bool           `json:"prepared"`
	Error     sqlErrorDetail `json:"error"`
	Arguments []string       `json:"arguments"`
}

type sqlErrorDetail struct {
	ExecStatus  string  `json:"exec_status"`
	Hint        *string `json:"hint"`
	Message     string  `json:"message"`
	StatusCode  string  `json:"status_code"`
	Description *string `json:"description"`
}

// sqlFault words an error of the database.
func sqlFault(err error, sql string) error {
	var pg *pgconn.PgError
	if !errors.As(err, &pg) {
		return unreachable(err)
	}
	internal, encodeErr := json.Marshal(sqlError{
		Statement: sql, Arguments: []string{},
		Error: sqlErrorDetail{
			ExecStatus: "FatalError", Hint: optional(pg.Hint), Message: pg.Message,
			StatusCode: pg.Code, Description: optional(pg.Detail),
		},
	})
	if encodeErr != nil {
		return encodeErr
	}
	f := fault(planner.CodePostgresError, "query execution failed")
	f.Status, f.Internal, f.Cause = http.StatusBadRequest, internal, err
	return f
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// unreachable words a failure to talk to a database at all.
func unreachable(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	f := fault(planner.CodePostgresError, "connection error")
	f.Internal, f.Cause = planner.AppendJSONString(nil, err.Error()), err
	return f
}
