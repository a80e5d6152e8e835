package metadata

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// ScheduledKind tells events of cron triggers from those that are scheduled one by one.
type ScheduledKind string

// The kinds, as the API names them.
const (
	CronEvents   ScheduledKind = "cron"
	OneOffEvents ScheduledKind = "one_off"
)

// tables are where events of a kind and the calls for them are.
func (k ScheduledKind) tables() (events, invocations string) {
	if k == CronEvents {
		return "hdb_catalog.hdb_cron_events", "hdb_catalog.hdb_cron_event_invocation_logs"
	}
	return "hdb_catalog.hdb_scheduled_events", "hdb_catalog.hdb_scheduled_event_invocation_logs"
}

// CronEvent is an event of a cron trigger, as the API shows it
// (contract/events-actions-rest.md 3.4).
type CronEvent struct {
	ID            string     `json:"id"`
	TriggerName   string     `json:"trigger_name"`
	ScheduledTime time.Time  `json:"scheduled_time"`
	Status        string     `json:"status"`
	Tries         int        `json:"tries"`
	CreatedAt     time.Time  `json:"created_at"`
	NextRetryAt   *time.Time `json:"next_retry_at"`
}

// OneOffEvent is an event scheduled by itself. Its transforms are not kept by the catalog:
// they are shown as null.
type OneOffEvent struct {
	ID                string          `json:"id"`
	Webhook           json.RawMessage `json:"webhook_conf"`
	ScheduledTime     time.Time       `json:"scheduled_time"`
	Retry             json.RawMessage `json:"retry_conf"`
	Payload           json.RawMessage `json:"payload"`
	Headers           json.RawMessage `json:"header_conf"`
	Status            string          `json:"status"`
	Tries             int             `json:"tries"`
	CreatedAt         time.Time       `json:"created_at"`
	NextRetryAt       *time.Time      `json:"next_retry_at"`
	Comment           *string         `json:"comment"`
	RequestTransform  *struct{}       `json:"request_transform" db:"-"`
	ResponseTransform *struct{}       `json:"response_transform" db:"-"`
}

// ScheduledInvocation is a call for an event of either kind.
type ScheduledInvocation struct {
	ID        string          `json:"id"`
	EventID   *string         `json:"event_id"`
	Status    *int            `json:"status"`
	Request   json.RawMessage `json:"request"`
	Response  json.RawMessage `json:"response"`
	CreatedAt time.Time       `json:"created_at"`
}

// ScheduledEventQuery chooses events of one kind.
type ScheduledEventQuery struct {
	Kind     ScheduledKind
	Trigger  string   // of cron events
	Statuses []string // nil: all
	Order    []ScheduledOrder
	Limit    *int
	Offset   int
	Count    bool // counts all that are chosen, too
}

// ScheduledOrder orders by a column; Column must be one of [ScheduledColumns].
type ScheduledOrder struct {
	Column     string
	Descending bool
	NullsFirst *bool
}

// ScheduledColumns are the columns that events of a kind can be ordered by: those that have
// an order.
func ScheduledColumns(kind ScheduledKind) []string {
	columns := []string{"id", "scheduled_time", "status", "tries", "created_at", "next_retry_at"}
	if kind == CronEvents {
		return append(columns, "trigger_name")
	}
	return append(columns, "comment")
}

// CronEventList reads events of a cron trigger and, when asked to, how many there are.
func (s *Store) CronEventList(ctx context.Context, q *ScheduledEventQuery) ([]CronEvent, int, error) {
	return scheduledList[CronEvent](ctx, s, q, `id, trigger_name, `+utc("scheduled_time")+`, status, tries, `+utc("created_at")+`, `+utc("next_retry_at"))
}

// OneOffEventList reads one-off events and, when asked to, how many there are.
func (s *Store) OneOffEventList(ctx context.Context, q *ScheduledEventQuery) ([]OneOffEvent, int, error) {
	return scheduledList[OneOffEvent](ctx, s, q,
		`id, webhook_conf, `+utc("scheduled_time")+`, retry_conf, payload, header_conf, status, tries, `+
			utc("created_at")+`, `+utc("next_retry_at")+`, comment`)
}

// utc reads a time so that it does not depend on the time zone of anybody.
func utc(column string) string { return column + ` at time zone 'UTC'` }

func scheduledList[T any](ctx context.Context, s *Store, q *ScheduledEventQuery, columns string) (list []T, count int, err error) {
	table, _ := q.Kind.tables()
	from, args := ` from `+table+` where (cardinality($1::text[]) = 0 or status = any($1))`, []any{append([]string{}, q.Statuses...)}
	if q.Kind == CronEvents {
		from, args = from+` and trigger_name = $2`, append(args, q.Trigger)
	}
	list, count, err = readPage[T](ctx, s, columns, from, scheduledOrder(q), args, page{q.Limit, q.Offset, q.Count})
	if err != nil {
		err = fmt.Errorf("reading scheduled events: %w", err)
	}
	return list, count, err
}

// scheduledOrder writes the order. Columns that do not exist are left out.
func scheduledOrder(q *ScheduledEventQuery) string {
	var by []string
	for _, o := range q.Order {
		if !slices.Contains(ScheduledColumns(q.Kind), o.Column) {
			continue
		}
		term := sqlname.Ident(o.Column)
		if o.Descending {
			term += " desc"
		}
		if o.NullsFirst != nil {
			term += map[bool]string{true: " nulls first", false: " nulls last"}[*o.NullsFirst]
		}
		by = append(by, term)
	}
	return strings.Join(append(by, "scheduled_time", "id"), ", ")
}

// ScheduledInvocationQuery chooses calls: for one event, for those of one cron trigger, or
// for all events of a kind.
type ScheduledInvocationQuery struct {
	Kind    ScheduledKind
	Event   string
	Trigger string
	Limit   *int
	Offset  int
	Count   bool
}

// ScheduledInvocations reads calls, the newest first, and, when asked to, how many there are.
func (s *Store) ScheduledInvocations(ctx context.Context, q *ScheduledInvocationQuery) ([]ScheduledInvocation, int, error) {
	events, invocations := q.Kind.tables()
	from, args := ` from `+invocations+` i`, []any(nil)
	switch {
	case q.Event != "":
		from, args = from+` where i.event_id = $1`, []any{q.Event}
	case q.Trigger != "":
		from, args = from+` where i.event_id in (select id from `+events+` where trigger_name = $1)`, []any{q.Trigger}
	}
	list, count, err := readPage[ScheduledInvocation](ctx, s, `i.id, i.event_id, i.status, i.request, i.response, `+utc("i.created_at"), from,
		`i.created_at desc, i.id`, args, page{q.Limit, q.Offset, q.Count})
	if err != nil {
		err = fmt.Errorf("reading invocations of scheduled events: %w", err)
	}
	return list, count, err
}

// page is a part of a list.
type page struct {
	limit  *int // nil: all
	offset int
	count  bool
}

// readPage reads a part of a list, which is never nil without an error, and the length of the
// whole when that is asked for.
func readPage[T any](ctx context.Context, s *Store, columns, from, order string, args []any, p page) (list []T, count int, err error) {
	limits := fmt.Sprintf(` limit $%d offset $%d`, len(args)+1, len(args)+2)
	rows, err := s.pool.Query(ctx, `select `+columns+from+` order by `+order+limits, append(slices.Clone(args), p.limit, p.offset)...)
	if err != nil {
		return nil, 0, err
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[T])
	if err != nil || !p.count {
		return append([]T{}, found...), 0, err
	}
	err = s.pool.QueryRow(ctx, `select count(*)`+from, args...).Scan(&count)
	return append([]T{}, found...), count, err
}

// DeleteScheduledEvent deletes an event with the record of its calls; one that is not there
// is deleted already.
func (s *Store) DeleteScheduledEvent(ctx context.Context, kind ScheduledKind, id string) error {
	events, _ := kind.tables()
	if _, err := s.pool.Exec(ctx, `delete from `+events+` where id = $1`, id); err != nil {
		return fmt.Errorf("deleting a scheduled event: %w", err)
	}
	return nil
}
