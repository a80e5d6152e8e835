package pool

import (
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash/maphash"

	"github.com/jackc/pgx/v5/pgconn"
)

const (
	// maxStatements bounds the prepared statements of one connection: each holds a plan in the
	// server's memory.
	maxStatements = 400
	// maxText bounds their texts together, in bytes. PostgreSQL keeps a hundred times as much.
	maxText = 1 << 20
	// maxLength is the longest text that is prepared: it would drive out too many others.
	maxLength = maxText / 16
	// remembered is how many statements that came once a connection can tell from new ones.
	remembered = 1024
)

// statements are the prepared statements of one connection, least recently used last. They
// live in the connection's custom data; whoever holds the connection holds them.
//
// A statement is prepared when it comes the second time. The first time it runs in one round
// trip without a name, so that a client whose documents differ in a limit each time neither
// pays for statements that never come again nor drives out those that do.
type statements struct {
	bySQL map[string]*list.Element
	used  list.List          // of *pgconn.StatementDescription
	text  int                // bytes of their texts
	once  [remembered]uint64 // hashes of what came once, each at its place; zero: none
}

const statementsKey = "weft.statements"

func statementsOf(c *pgconn.PgConn) *statements {
	data := c.CustomData()
	s, ok := data[statementsKey].(*statements)
	if !ok {
		s = &statements{bySQL: map[string]*list.Element{}}
		data[statementsKey] = s
	}
	return s
}

// prepared returns the statement as which sql is prepared on the connection, nil when it is
// to run without.
func (s *statements) prepared(ctx context.Context, c *pgconn.PgConn, sql string) (*pgconn.StatementDescription, error) {
	if e, ok := s.bySQL[sql]; ok {
		s.used.MoveToFront(e)
		return described(e), nil
	}
	if len(sql) > maxLength || !s.again(sql) {
		return nil, nil //nolint:nilnil // no statement is no error
	}
	for s.used.Len() >= maxStatements || s.text+len(sql) > maxText {
		oldest := described(s.used.Back())
		if err := c.Deallocate(ctx, oldest.Name); err != nil {
			return nil, err
		}
		s.forget(oldest.SQL)
	}
	name := nameOf(sql)
	st, err := c.Prepare(ctx, name, sql, nil)
	switch {
	case alreadyPrepared(err):
		st = &pgconn.StatementDescription{Name: name, SQL: sql} // without fields they are asked for in each run
	case err != nil:
		return nil, err
	}
	s.bySQL[sql] = s.used.PushFront(st)
	s.text += len(sql)
	return st, nil
}

var seed = maphash.MakeSeed()

// again tells whether sql came before, as far as that is remembered: of two statements whose
// hashes share a place the later one stays. A wrong answer costs a round trip.
func (s *statements) again(sql string) bool {
	hash := maphash.String(seed, sql)
	place := &s.once[hash%remembered]
	if *place == hash {
		return true
	}
	*place = hash
	return false
}

// nameOf is the name of a statement, which no other has. Behind a transaction-pooling
// PgBouncer without prepared statements of its own a client may meet those of others: it must
// not run one of them for its own.
func nameOf(sql string) string {
	sum := sha256.Sum256([]byte(sql))
	return "weft_" + hex.EncodeToString(sum[:16])
}

// alreadyPrepared tells that the very statement is there: see nameOf.
func alreadyPrepared(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "42P05"
}

// forget drops what is known of sql without telling the server.
func (s *statements) forget(sql string) {
	if e, ok := s.bySQL[sql]; ok {
		s.used.Remove(e)
		s.text -= len(sql)
		delete(s.bySQL, sql)
	}
}

func (s *statements) forgetAll() {
	clear(s.bySQL)
	s.used.Init()
	s.text = 0
}

func described(e *list.Element) *pgconn.StatementDescription {
	return e.Value.(*pgconn.StatementDescription) //nolint:forcetypeassert // the list holds nothing else
}
