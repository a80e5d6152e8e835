package api

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// releaseTimeout bounds what is cleaned up in a database that is not a source any more.
const releaseTimeout = 10 * time.Second

// release cleans up after a change that is stored: the catalog's objects in databases that
// are no sources any more, the log of dropped actions. What fails is a warning: the change
// is done.
func (c *change) release(ctx context.Context) (warnings []operations.Warning) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), releaseTimeout)
	defer cancel()
	for _, name := range c.released {
		if err := c.releaseDatabase(ctx, name); err != nil {
			warnings = append(warnings, operations.Warning{
				Code: "source-cleanup-failed", Type: "source", Name: "source " + name, Message: err.Error(),
			})
		}
	}
	if len(c.cleared) > 0 && c.api.options.Store != nil {
		if err := c.api.options.Store.ClearActionLog(ctx, c.cleared); err != nil {
			c.api.logger.Error("clearing the log of dropped actions", "error", err)
		}
	}
	return warnings
}

// releaseDatabase is the drop hook of contract/metadata-and-migrations.md 5.1: the whole
// catalog goes, unless it holds the metadata itself.
func (c *change) releaseDatabase(ctx context.Context, name string) error {
	db := c.base.Database(name)
	if db == nil {
		return nil // it could not be reached, nothing was made in it
	}
	return pgx.BeginFunc(ctx, db.Pool().Pgx(), func(tx pgx.Tx) error {
		var exists, holdsMetadata bool
		err := tx.QueryRow(ctx, `select to_regnamespace('hdb_catalog') is not null, to_regclass('hdb_catalog.hdb_metadata') is not null`).
			Scan(&exists, &holdsMetadata)
		switch {
		case err != nil || !exists:
			return err
		case !holdsMetadata:
			_, err = tx.Exec(ctx, `drop schema hdb_catalog cascade`)
			return err
		}
		if _, err := tx.Exec(ctx, dropSourceCatalog); err != nil {
			return err
		}
		return dropTriggerFunctions(ctx, tx)
	})
}

const dropSourceCatalog = `
drop table if exists hdb_catalog.hdb_source_catalog_version, hdb_catalog.event_log,
	hdb_catalog.event_invocation_logs, hdb_catalog.hdb_event_log_cleanups;
drop function if exists hdb_catalog.insert_event_log(text, text, text, text, json);`

// dropTriggerFunctions drops the functions of event triggers, and the triggers with them.
func dropTriggerFunctions(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `select proname from pg_proc where pronamespace = 'hdb_catalog'::regnamespace and proname like 'notify\_hasura\_%'`)
	if err != nil {
		return err
	}
	functions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return err
	}
	for _, f := range functions {
		name := sqlname.Name{Schema: "hdb_catalog", Name: f}
		if _, err := tx.Exec(ctx, "drop function if exists "+name.SQL()+"() cascade"); err != nil {
			return err
		}
	}
	return nil
}
