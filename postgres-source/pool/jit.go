package pool

import (
	"context"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const jit = "jit"

// jitOff asks for connections on which PostgreSQL compiles no statement to machine code,
// unless the connection string says otherwise (`?jit=on`). The planner turns to JIT by the
// estimated cost, and nested relationships over tables without statistics are estimated at
// astronomic costs: a query of 18 levels on empty tables took 4.9 s instead of 0.07 s, and
// one of 40 held a backend for minutes that heeded no cancellation, with 2.4 GB.
//
// It is asked for when the connection starts, because a SET would stay on the servers of a
// transaction-pooling PgBouncer. One that knows nothing of the parameter refuses the
// connection: the first connection of a pool finds that out, and the others do without.
type jitOff struct {
	turn  chan struct{} // held by who looks at or finds out the fields below
	known bool
	takes bool // connections may ask for jit=off
}

func newJITOff() *jitOff { return &jitOff{turn: make(chan struct{}, 1)} }

// beforeConnect is the hook of pgxpool: c belongs to the connection that is to be made.
func (j *jitOff) beforeConnect(ctx context.Context, c *pgx.ConnConfig) error {
	if _, given := c.RuntimeParams[jit]; given {
		return nil
	}
	select {
	case j.turn <- struct{}{}:
		defer func() { <-j.turn }()
	case <-ctx.Done():
		return ctx.Err()
	}
	c.RuntimeParams[jit] = "off"
	if !j.known {
		if err := j.find(ctx, c); err != nil {
			return err
		}
	}
	if !j.takes {
		delete(c.RuntimeParams, jit)
	}
	return nil
}

// find connects once to see whether the parameter is taken. The turn should be held.
func (j *jitOff) find(ctx context.Context, c *pgx.ConnConfig) error {
	conn, err := pgconn.ConnectConfig(ctx, c.Config.Copy())
	if err == nil {
		j.known, j.takes = true, true
		return conn.Close(ctx)
	}
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.Code == "08P01" && strings.Contains(refused.Message, jit) {
		j.known = true
		return nil
	}
	return err
}
