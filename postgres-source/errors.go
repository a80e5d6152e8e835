package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/pool"
)

// sqlStates maps SQLSTATEs to codes and messages of the contract
// (contract/postgres-graphql.md 8.3). Prefix stands before the server's message; with
// fixed set it stands alone.
var sqlStates = map[string]struct {
	code, prefix string
	fixed        bool
}{
	"23001": {code: planner.CodeConstraintViolation, prefix: "Can not delete or update due to data being referred. "},
	"23502": {code: planner.CodeConstraintViolation, prefix: "Not-NULL violation. "},
	"23503": {code: planner.CodeConstraintViolation, prefix: "Foreign key violation. "},
	"23505": {code: planner.CodeConstraintViolation, prefix: "Uniqueness violation. "},
	"23514": {code: planner.CodePermissionError, prefix: "Check constraint violation. "},
	"23P01": {code: planner.CodeConstraintViolation, prefix: "Exclusion violation. "},
	"22025": {code: planner.CodeBadRequest},
	"42704": {code: planner.CodeConstraintError},
	"42P10": {code: planner.CodeConstraintError, prefix: "there is no unique or exclusion constraint on target column(s)", fixed: true},
}

// fault turns an error of a statement into the contract's. The context's own error stays.
func (s *Source) fault(err error, sql string, args [][]byte) error {
	if err == nil {
		return nil // what stands below is on the heap
	}
	var fault *planner.Fault
	var tx *pool.TxError
	switch {
	case errors.As(err, &fault):
		return err
	case errors.As(err, &tx):
		return txFault(fmt.Errorf("source %s: %w", s.name, err), tx.Unknown)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	err = fmt.Errorf("source %s: %w", s.name, err)
	var pg *pgconn.PgError
	var connect *pool.ConnectError
	if errors.As(err, &connect) || !errors.As(err, &pg) || stopping(pg) {
		return connectionFault(err)
	}
	if errors.As(err, new(*pool.CommitError)) {
		sql, args = "commit", nil
	}
	f := stateFault(pg)
	f.Cause = err
	f.Internal = s.internal(pg, sql, args)
	return f
}

// txFault is the fault of a transaction that could not be begun, or of which nobody knows
// whether it was committed (contract/auth-and-server.md 7.2).
func txFault(err error, unknown bool) *planner.Fault {
	f := connectionFault(err)
	f.Unknown = unknown
	f.Code, f.Message = planner.CodePostgresError, "postgres tx error"
	return f
}

// writeFault is fault for a statement that writes: a failed check of a permission is told
// apart, and errors point at the path, but for those of the commit: they are the whole
// transaction's (contract/postgres-graphql.md 8.4).
func (s *Source) writeFault(err error, sql string, args [][]byte, at *planner.Path) error {
	if err == nil {
		return nil
	}
	err = s.fault(err, sql, args)
	var f *planner.Fault
	if !errors.As(err, &f) {
		return err
	}
	var pg *pgconn.PgError
	if errors.As(f.Cause, &pg) && pg.Code == "22P02" && strings.Contains(pg.Message, ir.CheckViolation) {
		f.Code, f.Message = planner.CodePermissionError, "check constraint of an insert/update permission has failed"
	}
	if at != nil && pg != nil && !errors.As(f.Cause, new(*pool.CommitError)) {
		f.Path = at.String()
	}
	return f
}

func stateFault(pg *pgconn.PgError) *planner.Fault {
	if state, ok := sqlStates[pg.Code]; ok {
		message := state.prefix + pg.Message
		if state.fixed {
			message = state.prefix
		}
		return &planner.Fault{Code: state.code, Message: message}
	}
	switch {
	case strings.HasPrefix(pg.Code, "22"):
		return &planner.Fault{Code: planner.CodeDataException, Message: pg.Message}
	case strings.HasPrefix(pg.Code, "23"):
		return &planner.Fault{Code: planner.CodeConstraintViolation, Message: pg.Message}
	}
	return &planner.Fault{Code: planner.CodeUnexpected, Message: "database query error"}
}

// stopping tells whether the server ended the session: it shuts down, starts up, another
// session crashed, or this one was idle for too long.
func stopping(pg *pgconn.PgError) bool {
	return pg.Code == "57P01" || pg.Code == "57P02" || pg.Code == "57P03" || pg.Code == "57P05"
}

// connectionFault is the fault of a request that could not reach the database
// (contract/auth-and-server.md 7.2).
func connectionFault(err error) *planner.Fault {
	internal, _ := json.Marshal(err.Error()) // a string always marshals
	f := &planner.Fault{Code: planner.CodePostgresError, Message: "connection error", Internal: internal, Cause: err}
	var pg *pgconn.PgError
	if errors.As(err, &pg) && pg.Code == "53300" {
		f.Code, f.Message = planner.CodePostgresMaxConns, "max connections reached on postgres"
	}
	return f
}

// internalError is what admin and dev mode see of a failed statement
// (contract/postgres-graphql.md 8.1).
type internalError struct {
	Statement string      `json:"statement"`
	Prepared  bool        `json:"prepared"`
	Error     serverError `json:"error"`
	Arguments []string    `json:"arguments"`
}

type serverError struct {
	ExecStatus  string  `json:"exec_status"`
	Hint        *string `json:"hint"`
	Message     string  `json:"message"`
	StatusCode  string  `json:"status_code"`
	Description *string `json:"description"`
}

func (s *Source) internal(pg *pgconn.PgError, sql string, args [][]byte) json.RawMessage {
	return internalOf(pg, sql, s.prepared, args)
}

func internalOf(pg *pgconn.PgError, sql string, prepared bool, args [][]byte) json.RawMessage {
	e := internalError{
		Statement: sql,
		Prepared:  prepared,
		Arguments: make([]string, len(args)),
		Error: serverError{
			ExecStatus: "FatalError", Hint: optional(pg.Hint), Message: pg.Message,
			StatusCode: pg.Code, Description: optional(pg.Detail),
		},
	}
	for i, a := range args {
		if a == nil {
			e.Arguments[i] = "(Oid 0,Nothing)"
			continue
		}
		e.Arguments[i] = fmt.Sprintf("(Oid 0,Just (%q))", a)
	}
	raw, _ := json.Marshal(e) // strings always marshal
	return raw
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
