package api

import (
	"context"

	"github.com/weftql/weft/gateway/metadata/operations"
	postgres "github.com/weftql/weft/postgres-source"
	"github.com/weftql/weft/postgres-source/catalog"
)

// checked runs SQL, carries what it did to the schema through the metadata and judges the
// result, all before the transaction is committed (contract/metadata-and-migrations.md
// 7.3).
func (s *sqlSession) checked(ctx context.Context) (*answer, error) {
	conn := s.conn
	before, err := catalog.Read(ctx, conn)
	if err != nil {
		return nil, err
	}
	out, err := s.exec(ctx, s.run.sql)
	if err != nil {
		return nil, err
	}
	if conn.PgConn().TxStatus() == 'I' {
		s.change.altered = append(s.change.altered, s.run.source) // the SQL committed by itself
	}
	after, err := catalog.Read(ctx, conn)
	if err != nil {
		return nil, err
	}
	err = s.compare(ctx, before, &postgres.Within{Catalog: after, DB: conn})
	if err != nil {
		return nil, err
	}
	return out, s.end(ctx)
}

// compare edits the draft after the change of the schema and judges what comes out.
func (s *sqlSession) compare(ctx context.Context, before *catalog.Catalog, within *postgres.Within) error {
	c := s.change
	c.draft.Learn(s.run.source, before)
	if err := c.draft.Follow(s.run.source, before, within.Catalog, s.run.cascade); err != nil {
		return err
	}
	c.draft.Learn(s.run.source, within.Catalog)
	c.within = map[string]*postgres.Within{s.run.source: within}
	c.reread.Databases = c.reread.Databases.Add(operations.Names{Some: []string{s.run.source}})
	next, err := c.build(ctx)
	c.within = nil
	if err != nil {
		return err
	}
	if fresh := compare(c.judged, next).fresh; len(fresh) > 0 {
		return broke(fresh)
	}
	c.accept(next)
	return nil
}

// end commits the SQL: together with the metadata when it is all the request does, else at
// once, for the commands that follow.
func (s *sqlSession) end(ctx context.Context) error {
	if !s.change.alone {
		s.change.altered = append(s.change.altered, s.run.source)
		return s.commit(ctx)
	}
	s.kept = true
	s.change.beforeStored = s.commit
	s.change.finally = s.close
	return nil
}

// follow is checked for SQL that was run statement by statement and is committed already.
func (s *sqlSession) follow(ctx context.Context) error {
	s.change.altered = append(s.change.altered, s.run.source)
	after, err := catalog.Read(ctx, s.conn)
	if err != nil {
		return err
	}
	return s.compare(ctx, s.db.Catalog(), &postgres.Within{Catalog: after, DB: s.conn})
}
