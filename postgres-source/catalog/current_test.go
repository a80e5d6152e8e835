package catalog_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// TestWhateverChangesTheCatalogChangesItsState makes one change after the other to everything
// that a catalog tells.
func TestWhateverChangesTheCatalogChangesItsState(t *testing.T) {
	t.Parallel()
	url := pgtest.WithExtensions(t, "postgres_fdw")
	pgtest.Exec(t, url, `create table a (id int, b int not null); create table c (id int primary key); create type mood as enum ('ok');
		create view v as select id from a; create function f(x int) returns setof a language sql stable as 'select * from a';
		create domain positive as int check (value > 0); create server s foreign data wrapper postgres_fdw;
		create foreign table far (id int) server s; create function t() returns trigger language plpgsql as 'begin return new; end';
		create view grouped as select count(*) as n from a`)
	for _, change := range []string{
		`alter table a add column d text`, `alter table a rename column d to e`, `alter table a alter column e type varchar(9)`,
		`alter table a alter column e set not null`, `alter table a alter column e set default 'x'`, `alter table a alter column e drop default`,
		`alter table a drop column e`, `alter table a add primary key (id)`, `alter table a add constraint u unique (b)`,
		`alter table a rename constraint u to uu`, `create unique index ui on a (b, id)`, `drop index ui`,
		`alter table a add constraint fk foreign key (b) references c`, `alter table a drop constraint fk`,
		`alter table a rename to aa`, `create schema other`, `alter table aa set schema other`, `alter schema other rename to another`,
		`comment on table another.aa is 'x'`, `comment on column another.aa.b is 'x'`, `comment on column another.aa.b is 'y'`,
		`comment on function f(int) is 'x'`, `comment on table another.aa is null`, `alter type mood add value 'bad'`, `alter type mood rename value 'bad' to 'sad'`,
		`create or replace function f(x int) returns setof another.aa language sql volatile as 'select * from another.aa'`,
		`create function f(x text) returns int language sql as 'select 1'`, `drop function f(text)`, `alter function f(int) rename to ff`,
		`create or replace view v as select id, b from another.aa`, `create rule r as on insert to grouped do instead nothing`, `drop rule r on grouped`,
		`create trigger i instead of delete on grouped for each row execute function t()`, `drop trigger i on grouped`,
		`alter foreign table far options (updatable 'false')`, `alter server s options (updatable 'false')`, `alter server s options (set updatable 'true')`, `alter domain positive rename to pos`,
		`create table parted (id int) partition by range (id)`, `create table part partition of parted for values from (1) to (2)`,
		`alter table parted detach partition part`, `create extension citext`, `drop extension citext`, `drop table part`, `drop view v`,
		`create materialized view m as select 1 as one`, `create table gen (id int generated always as identity)`,
	} {
		before := readAt(t, url)
		if !currentAt(t, before, url) {
			t.Errorf("before %s: the catalog is not current", change)
		}
		pgtest.Exec(t, url, change)
		if currentAt(t, before, url) {
			t.Errorf("after %s: the catalog passes for current", change)
		}
	}
}

// TestOrdinaryWorkLeavesTheStateAlone does what databases do all day.
func TestOrdinaryWorkLeavesTheStateAlone(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	pgtest.Exec(t, url, `create table a (id serial primary key, name text); create index on a (name)`)
	before := readAt(t, url)
	pgtest.Exec(t, url, `insert into a (name) select 'x' from generate_series(1, 1000); update a set name = 'y'; delete from a where id < 500`)
	pgtest.Exec(t, url, `analyze`)
	pgtest.Exec(t, url, `vacuum a`)
	if !currentAt(t, before, url) {
		t.Error("the catalog is not current after work on rows")
	}
}

// TestACatalogReadInATransactionIsCurrentAfterwards is what run_sql counts on.
func TestACatalogReadInATransactionIsCurrentAfterwards(t *testing.T) {
	t.Parallel()
	url := pgtest.New(t)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // all is committed
	for _, end := range []string{"commit", "rollback"} {
		if _, err := conn.Exec(t.Context(), "begin; create table made_before_"+end+" (id int)"); err != nil {
			t.Fatal(err)
		}
		inside, err := catalog.Read(t.Context(), conn)
		if err != nil {
			t.Fatal(err)
		}
		if currentAt(t, inside, url) {
			t.Errorf("before %s: others see the table already", end)
		}
		if _, err := conn.Exec(t.Context(), end); err != nil {
			t.Fatal(err)
		}
		if got := currentAt(t, inside, url); got != (end == "commit") {
			t.Errorf("after %s: current is %v", end, got)
		}
	}
}

func currentAt(t *testing.T, c *catalog.Catalog, url string) bool {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background()) //nolint:errcheck // reading only
	current, err := c.State().Current(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	return current
}
