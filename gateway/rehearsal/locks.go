package rehearsal

import (
	"cmp"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// relation is one that was there before the rehearsal.
type relation struct {
	OID       uint32
	Name      string
	Bare      string // without its schema
	Rows      int64
	File      uint32 // where its rows lie
	Table     uint32 // of an index, its table
	Taken     int    // the strongest lock noted so far, see modes
	Rewritten bool
	Since     string // the migration that took it
}

// locks watches what a transaction locks. Locks on what it has made itself are nobody's
// trouble and are not noted.
type locks struct{ relations map[uint32]*relation }

const relationsSQL = `
select c.oid, pg_catalog.format(case when n.nspname = 'public' then '%2$s' else '%1$s.%2$s' end, n.nspname, c.relname)
	|| coalesce(' (index of ' || t.relname || ')', ''), c.relname, c.reltuples::bigint, c.relfilenode, coalesce(x.indrelid, 0), 0, false, ''
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_index x on x.indexrelid = c.oid
left join pg_catalog.pg_class t on t.oid = x.indrelid
where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'
	and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'i', 'I')`

// watchLocks remembers what is there now.
func watchLocks(ctx context.Context, conn *pgx.Conn) (*locks, error) {
	rows, err := conn.Query(ctx, relationsSQL)
	if err != nil {
		return nil, err
	}
	all, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByPos[relation])
	if err != nil {
		return nil, err
	}
	l := &locks{relations: make(map[uint32]*relation, len(all))}
	for _, r := range all {
		l.relations[r.OID] = r
	}
	return l, nil
}

// modes are the locks of tables, the weakest first, and what they keep others from. A lock
// that only reading takes is not noted.
var modes = []struct{ mode, name, blocks string }{
	{"RowShareLock", "ROW SHARE", "schema changes"},
	{"RowExclusiveLock", "ROW EXCLUSIVE", "schema changes"},
	{"ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE", "schema changes"},
	{"ShareLock", "SHARE", "writes"},
	{"ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE", "writes"},
	{"ExclusiveLock", "EXCLUSIVE", "writes"},
	{"AccessExclusiveLock", "ACCESS EXCLUSIVE", "reads and writes"},
}

// heldSQL lists the locks this transaction holds, with where the rows of the relation lie
// now: nowhere, when it was dropped.
const heldSQL = `
select l.relation, l.mode, coalesce(c.relfilenode, 0)
from pg_catalog.pg_locks l
left join pg_catalog.pg_class c on c.oid = l.relation
where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'relation' and l.granted
	and l.database = (select oid from pg_catalog.pg_database where datname = pg_catalog.current_database())`

// fresh lists the locks that are new, or stronger, since it was asked last: those of a
// migration.
func (l *locks) fresh(ctx context.Context, conn *pgx.Conn, migration string) ([]Lock, error) {
	rows, err := conn.Query(ctx, heldSQL)
	if err != nil {
		return nil, err
	}
	found := map[*relation]bool{}
	var oid, file uint32
	var mode string
	_, err = pgx.ForEachRow(rows, []any{&oid, &mode, &file}, func() error {
		if r := l.relations[oid]; r != nil && r.take(mode, file) {
			found[r], r.Since = true, migration
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	list := make([]Lock, 0, len(found))
	for r := range found {
		if table := l.relations[r.Table]; table == nil || table.Taken < r.Taken {
			list = append(list, r.lock())
		}
	}
	slices.SortFunc(list, func(a, b Lock) int { return cmp.Compare(a.Relation, b.Relation) })
	return list, nil
}

// held lists the locks that other migrations have taken on relations with these names.
func (l *locks) held(names map[string]bool, migration string) (list []HeldLock) {
	for _, r := range l.relations {
		if r.Taken > 0 && r.Since != migration && names[r.Bare] {
			h := HeldLock{Lock: r.lock(), Since: r.Since}
			h.Rewritten = false // that is told once
			list = append(list, h)
		}
	}
	slices.SortFunc(list, func(a, b HeldLock) int { return cmp.Compare(a.Relation, b.Relation) })
	return list
}

// take notes a lock and tells whether that is news.
func (r *relation) take(mode string, file uint32) bool {
	news := false
	for i := range modes {
		if modes[i].mode == mode && i+1 > r.Taken {
			r.Taken, news = i+1, true
		}
	}
	if file != 0 && file != r.File {
		r.File, r.Rewritten, news = file, true, true
	}
	return news && r.Taken > 0
}

func (r *relation) lock() Lock {
	m := modes[r.Taken-1]
	return Lock{
		Relation: r.Name, Mode: m.name, Exclusive: m.mode == "AccessExclusiveLock", Blocks: m.blocks,
		Rewritten: r.Rewritten, Rows: max(r.Rows, 0),
	}
}
