package api

import (
	"bytes"
	"context"
	"encoding/json"

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
	changes, err := s.compare(ctx, before, &postgres.Within{Catalog: after, DB: conn})
	if err != nil {
		return nil, err
	}
	return telling(out, changes), s.end(ctx)
}

// telling adds what a cascade did to the metadata to the answer: an addition of ours.
func telling(out *answer, changes operations.Changes) *answer {
	if len(changes.Dropped)+len(changes.Edited) == 0 {
		return out
	}
	list, err := json.Marshal(changes)
	if err != nil {
		return out // two lists of texts
	}
	body := append(bytes.TrimSuffix(bytes.Clone(out.raw), []byte("}")), `,"metadata_changes":`...)
	return raw(append(append(body, list...), '}'))
}

// compare edits the draft after the change of the schema and judges what comes out.
func (s *sqlSession) compare(ctx context.Context, before *catalog.Catalog, within *postgres.Within) (changes operations.Changes, err error) {
	c := s.change
	c.draft.Learn(s.run.source, before)
	if changes, err = c.draft.Follow(s.run.source, before, within.Catalog, s.run.cascade); err != nil {
		return changes, err
	}
	c.draft.Learn(s.run.source, within.Catalog)
	c.within = map[string]*postgres.Within{s.run.source: within}
	c.reread.Databases = c.reread.Databases.Add(operations.Names{Some: []string{s.run.source}})
	next, err := c.build(ctx)
	c.within = nil
	if err != nil {
		return changes, err
	}
	if fresh := compare(c.judged, next).fresh; len(fresh) > 0 {
		return changes, broke(fresh)
	}
	c.accept(next)
	return changes, nil
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
	_, err = s.compare(ctx, s.db.Catalog(), &postgres.Within{Catalog: after, DB: s.conn})
	return err
}
