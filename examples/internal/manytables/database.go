package manytables

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// tablesPerTransaction keeps a transaction below what PostgreSQL can lock with its defaults.
const tablesPerTransaction = 250

// columns are those that all tables have beside their keys. Real tables have some of each
// kind, and it is the kinds that make comparison types.
const columns = `name text not null, note text, amount numeric(12,2), ratio float8, quantity int, active boolean,
	made_at timestamptz not null default now(), due date, settings jsonb, tags text[]`

// Create makes n tables with two foreign keys each in schema public, and one row in each.
func Create(ctx context.Context, conn *pgx.Conn, n int) error {
	for from := 0; from < n; from += tablesPerTransaction {
		to := min(from+tablesPerTransaction, n)
		if _, err := conn.Exec(ctx, tablesSQL(from, to)); err != nil {
			return fmt.Errorf("creating tables %d to %d: %w", from, to, err)
		}
	}
	for from := 0; from < n; from += tablesPerTransaction {
		to := min(from+tablesPerTransaction, n)
		if _, err := conn.Exec(ctx, keysSQL(from, to, n)); err != nil {
			return fmt.Errorf("creating foreign keys %d to %d: %w", from, to, err)
		}
	}
	return nil
}

func tablesSQL(from, to int) string {
	var sql strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&sql, "create table %[1]s (id int primary key, first_id int, second_id int, owner_id int, %[2]s);\n"+
			"insert into %[1]s (id, first_id, second_id, owner_id, name) values (1, 1, 1, 1, 'the only one');\n", Table(i), columns)
		if i%4 == 0 {
			fmt.Fprintf(&sql, "comment on table %[1]s is 'What is kept in %[1]s'; comment on column %[1]s.note is 'Free text';\n", Table(i))
		}
	}
	return sql.String()
}

func keysSQL(from, to, n int) string {
	var sql strings.Builder
	for i := from; i < to; i++ {
		fmt.Fprintf(&sql, "alter table %s add foreign key (first_id) references %s, add foreign key (second_id) references %s;\n",
			Table(i), Table(first(i, n)), Table(second(i, n)))
	}
	return sql.String()
}

// Table is the name of table i.
func Table(i int) string { return fmt.Sprintf("entity_%04d", i) }

// first and second are the tables that the foreign keys of table i lead to. Every table is
// the first of exactly one other, back of it.
func first(i, n int) int  { return (i + n/3) % n }
func back(i, n int) int   { return (i + n - n/3) % n }
func second(i, n int) int { return (i*7 + 1) % n }
