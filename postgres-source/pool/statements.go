package pool

import (
	"container/list"
	"context"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// maxStatements bounds the prepared statements of one connection: each holds a plan in the
// server's memory.
const maxStatements = 400

// statements are the prepared statements of one connection, least recently used last. They
// live in the connection's custom data; whoever holds the connection holds them.
type statements struct {
	bySQL map[string]*list.Element
	used  list.List // of *statement
	next  int
}

type statement struct{ name, sql string }

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

// prepared returns the name under which sql is prepared on the connection.
func (s *statements) prepared(ctx context.Context, c *pgconn.PgConn, sql string) (string, error) {
	if e, ok := s.bySQL[sql]; ok {
		s.used.MoveToFront(e)
		return e.Value.(*statement).name, nil //nolint:forcetypeassert // the list holds nothing else
	}
	if s.used.Len() >= maxStatements {
		oldest := s.used.Back()
		st := oldest.Value.(*statement) //nolint:forcetypeassert // as above
		if err := c.Deallocate(ctx, st.name); err != nil {
			return "", err
		}
		s.forget(st.sql)
	}
	s.next++
	name := "weft_" + strconv.Itoa(s.next)
	if _, err := c.Prepare(ctx, name, sql, nil); err != nil {
		return "", err
	}
	s.bySQL[sql] = s.used.PushFront(&statement{name: name, sql: sql})
	return name, nil
}

// forget drops what is known of sql without telling the server.
func (s *statements) forget(sql string) {
	if e, ok := s.bySQL[sql]; ok {
		s.used.Remove(e)
		delete(s.bySQL, sql)
	}
}
