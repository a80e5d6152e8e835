// Package eventlog reads what a source's catalog keeps of the events of its event triggers:
// the tables event_log and event_invocation_logs (contract/metadata-and-migrations.md 3,
// contract/events-actions-rest.md 2.4). A database that has no such tables has no events.
//
// The type to know is [Log]. It writes nothing: recording and delivering events are not its
// business.
package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// Querier is a connection or a pool of them.
type Querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// Log is the log of one database.
type Log struct{ DB Querier }

// Event is one event, as the API shows it.
type Event struct {
	ID          string          `json:"id"`
	SchemaName  string          `json:"schema_name"`
	TableName   string          `json:"table_name"`
	TriggerName string          `json:"trigger_name"`
	Payload     json.RawMessage `json:"payload"`
	Delivered   bool            `json:"delivered"`
	Error       bool            `json:"error"`
	Tries       int             `json:"tries"`
	CreatedAt   time.Time       `json:"created_at"`
	Locked      *time.Time      `json:"locked"`
	NextRetryAt *time.Time      `json:"next_retry_at"`
	Archived    bool            `json:"archived"`
}

// Invocation is one call of a webhook for an event.
type Invocation struct {
	ID          string          `json:"id"`
	TriggerName *string         `json:"trigger_name"`
	EventID     *string         `json:"event_id"`
	Status      *int            `json:"http_status"`
	Request     json.RawMessage `json:"request"`
	Response    json.RawMessage `json:"response"`
	CreatedAt   time.Time       `json:"created_at"`
}

// Status chooses events by what became of them.
type Status string

// The choices; [Any] is all events.
const (
	Any       Status = ""
	Processed Status = "processed" // delivered or given up
	Pending   Status = "pending"
)

// Page is a part of a list.
type Page struct{ Limit, Offset int }

const eventColumns = `select id, schema_name, table_name, trigger_name, payload, delivered, error, tries,
	created_at, locked at time zone 'UTC', next_retry_at, archived from hdb_catalog.event_log`

// Events lists the events of a trigger, the newest first.
func (l Log) Events(ctx context.Context, trigger string, status Status, page Page) ([]Event, error) {
	return list[Event](ctx, l.DB, eventColumns+` where trigger_name = $1 and case $2
		when 'processed' then delivered or error
		when 'pending' then not delivered and not error and not archived
		else true end order by created_at desc, id limit $3 offset $4`, trigger, string(status), page.Limit, page.Offset)
}

// Event returns one event, or nil when there is none of that id.
func (l Log) Event(ctx context.Context, id string) (*Event, error) {
	found, err := list[Event](ctx, l.DB, eventColumns+` where id = $1`, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

const invocationColumns = `select id, trigger_name, event_id, status, request, response, created_at
	from hdb_catalog.event_invocation_logs`

// Invocations lists the calls for the events of a trigger, the newest first.
func (l Log) Invocations(ctx context.Context, trigger string, page Page) ([]Invocation, error) {
	return list[Invocation](ctx, l.DB, invocationColumns+` where trigger_name = $1 order by created_at desc, id limit $2 offset $3`,
		trigger, page.Limit, page.Offset)
}

// InvocationsOf lists the calls for one event, the newest first.
func (l Log) InvocationsOf(ctx context.Context, event string, page Page) ([]Invocation, error) {
	return list[Invocation](ctx, l.DB, invocationColumns+` where event_id = $1 order by created_at desc, id limit $2 offset $3`,
		event, page.Limit, page.Offset)
}

// undefinedTable and invalidSchema are what a database without a catalog answers.
const undefinedTable, invalidSchema = "42P01", "3F000"

// list reads rows; it is never nil without an error.
func list[T any](ctx context.Context, db Querier, sql string, args ...any) ([]T, error) {
	rows, err := db.Query(ctx, sql, args...)
	if err == nil {
		var found []T
		if found, err = pgx.CollectRows(rows, pgx.RowToStructByPos[T]); err == nil {
			return append([]T{}, found...), nil
		}
	}
	var sqlError interface{ SQLState() string }
	if errors.As(err, &sqlError) && (sqlError.SQLState() == undefinedTable || sqlError.SQLState() == invalidSchema) {
		return []T{}, nil
	}
	return nil, fmt.Errorf("reading the event log: %w", err)
}
