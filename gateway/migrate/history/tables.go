package history

import (
	"context"
	"fmt"
	"strconv"

	"github.com/weftql/weft/gateway/migrate/client"
)

// TableLedger keeps the versions in tables of the database itself, as projects before
// version 3 do (contract/metadata-and-migrations.md 10.4).
type TableLedger struct {
	Client   *client.Client
	Database string
}

const createTables = `create schema if not exists hdb_catalog;
create table if not exists hdb_catalog.schema_migrations (version bigint not null primary key, dirty boolean not null);
create table if not exists hdb_catalog.migration_settings (setting text not null primary key, value text not null);
insert into hdb_catalog.migration_settings (setting, value) values ('migration_mode', 'true') on conflict do nothing;`

func (l *TableLedger) exists(ctx context.Context) (bool, error) {
	rows, err := l.run(ctx, `select pg_catalog.to_regclass('hdb_catalog.schema_migrations') is not null`, true)
	return err == nil && len(rows) == 1 && rows[0][0] == "t", err
}

func (l *TableLedger) run(ctx context.Context, sql string, readOnly bool) ([][]string, error) {
	return l.Client.RunSQL(ctx, client.SQLArgs{SQL: sql, Source: l.Database, ReadOnly: readOnly})
}

// Prepare creates the tables when they are missing.
func (l *TableLedger) Prepare(ctx context.Context) error {
	exists, err := l.exists(ctx)
	if err == nil && !exists {
		_, err = l.run(ctx, createTables, false)
	}
	return err
}

// Applied reads the versions; without the tables there are none.
func (l *TableLedger) Applied(ctx context.Context) (map[uint64]bool, error) {
	exists, err := l.exists(ctx)
	if err != nil || !exists {
		return nil, err
	}
	if err := l.checkMode(ctx); err != nil {
		return nil, err
	}
	rows, err := l.run(ctx, `select version from hdb_catalog.schema_migrations`, true)
	if err != nil {
		return nil, err
	}
	applied := map[uint64]bool{}
	for _, row := range rows {
		v, err := strconv.ParseUint(row[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the database has a migration of version %q", row[0])
		}
		applied[v] = true
	}
	return applied, nil
}

func (l *TableLedger) checkMode(ctx context.Context) error {
	mode, err := l.Mode(ctx)
	if err == nil && mode != modeOn {
		return ErrDisabled
	}
	return err
}

// Mode reads the setting; the tables must be there.
func (l *TableLedger) Mode(ctx context.Context) (string, error) {
	rows, err := l.run(ctx, `select value from hdb_catalog.migration_settings where setting = `+literal(modeSetting), true)
	if err != nil || len(rows) == 0 {
		return modeOn, err
	}
	return rows[0][0], nil
}

// SetMode changes the setting; the tables must be there.
func (l *TableLedger) SetMode(ctx context.Context, mode string) error {
	_, err := l.run(ctx, fmt.Sprintf(`insert into hdb_catalog.migration_settings (setting, value) values (%s, %s)
on conflict (setting) do update set value = excluded.value`, literal(modeSetting), literal(mode)), false)
	return err
}

// Record writes the row by itself, and the checksum.
func (l *TableLedger) Record(ctx context.Context, step Step) error {
	if _, err := l.run(ctx, record(step), false); err != nil {
		return err
	}
	if err := l.noteChecksum(ctx, step); err != nil {
		return fmt.Errorf("its checksum: %w", err)
	}
	return nil
}

// Recording is always possible: the tables lie in the database.
func (l *TableLedger) Recording(_ context.Context, step Step) (before, sql string, err error) {
	applied := fmt.Sprintf(`exists (select from hdb_catalog.schema_migrations where version = %d)`, step.Version)
	return claim(step, l.Database, applied), record(step), nil
}

func record(step Step) string {
	if step.Direction == Down {
		return fmt.Sprintf(`delete from hdb_catalog.schema_migrations where version = %d`, step.Version)
	}
	return fmt.Sprintf(`insert into hdb_catalog.schema_migrations (version, dirty) values (%d, false) on conflict do nothing`, step.Version)
}
