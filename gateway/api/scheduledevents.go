package api

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// readKind reads `type`: which kind of scheduled events is meant.
func readKind(o *args.Object) metadata.ScheduledKind {
	kind := metadata.ScheduledKind(o.Text("type"))
	if o.Err() == nil && kind != metadata.CronEvents && kind != metadata.OneOffEvents {
		o.Fail(o.At("type"), "expected \"one_off\" or \"cron\", but encountered %q", kind)
	}
	return kind
}

// decodeDeleteScheduledEvent is delete_scheduled_event (contract/events-actions-rest.md 3.2).
func decodeDeleteScheduledEvent(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	kind, id := readKind(o), o.Text("event_id")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		store := c.api.options.Store
		if store == nil {
			return nil, readOnly()
		}
		return success(), store.DeleteScheduledEvent(ctx, kind, id)
	}), o.Err()
}

var scheduledStatuses = []string{"scheduled", "locked", "delivered", "error", "dead"}

// decodeGetScheduledEvents is get_scheduled_events (contract/events-actions-rest.md 3.4).
func decodeGetScheduledEvents(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	q := &metadata.ScheduledEventQuery{Kind: readKind(o), Limit: limitOf(o), Offset: natural(o, "offset", 0), Count: o.Flag("get_rows_count", false)}
	if q.Kind == metadata.CronEvents {
		q.Trigger = o.Name("trigger_name")
	}
	q.Statuses = o.Texts("status")
	for i, s := range q.Statuses {
		if !slices.Contains(scheduledStatuses, s) {
			o.Fail(o.At("status").Index(i), "expected one of %s, but encountered %q", strings.Join(scheduledStatuses, ", "), s)
		}
	}
	q.Order = args.List(o, "order_by", func(data json.RawMessage, path *planner.Path) (metadata.ScheduledOrder, error) {
		return readOrder(data, path, metadata.ScheduledColumns(q.Kind))
	})
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		store := c.api.options.Store
		if store == nil {
			return nil, noCatalog()
		}
		if q.Kind == metadata.CronEvents {
			events, count, err := store.CronEventList(ctx, q)
			return counted("events", events, q.Count, count, err)
		}
		events, count, err := store.OneOffEventList(ctx, q)
		return counted("events", events, q.Count, count, err)
	}), o.Err()
}

func limitOf(o *args.Object) *int {
	if _, ok := o.Raw("limit"); !ok {
		return nil
	}
	n := natural(o, "limit", 0)
	return &n
}

// readOrder reads `{column, type, nulls}`.
func readOrder(data json.RawMessage, path *planner.Path, columns []string) (metadata.ScheduledOrder, error) {
	o := args.Open(data, path)
	order := metadata.ScheduledOrder{Column: o.Text("column")}
	if o.Err() == nil && !slices.Contains(columns, order.Column) {
		o.Fail(o.At("column"), "expected one of %s, but encountered %q", strings.Join(columns, ", "), order.Column)
	}
	order.Descending = oneOf(o, "type", "asc", "desc") == "desc"
	if nulls := oneOf(o, "nulls", "first", "last"); nulls != "" {
		first := nulls == "first"
		order.NullsFirst = &first
	}
	return order, o.Err()
}

// oneOf reads a text that must be one of some; absent is "".
func oneOf(o *args.Object, key string, allowed ...string) string {
	s := strings.ToLower(o.OptText(key))
	if s != "" && !slices.Contains(allowed, s) {
		o.Fail(o.At(key), "expected one of %s, but encountered %q", strings.Join(allowed, ", "), s)
	}
	return s
}

// counted answers a list under its key, with `count` when that is asked for.
func counted[T any](key string, list []T, wanted bool, count int, err error) (*answer, error) {
	if err != nil {
		return nil, err
	}
	items, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	out := fmt.Appendf(nil, `{%q:%s`, key, items)
	if wanted {
		out = fmt.Appendf(out, `,"count":%d`, count)
	}
	return raw(append(out, '}')), nil
}

// decodeGetScheduledInvocations is get_scheduled_event_invocations.
func decodeGetScheduledInvocations(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	q := &metadata.ScheduledInvocationQuery{
		Kind: readKind(o), Event: o.OptText("event_id"), Trigger: o.OptText("trigger_name"),
		Limit: limitOf(o), Offset: natural(o, "offset", 0), Count: o.Flag("get_rows_count", false),
	}
	if q.Kind == metadata.CronEvents && q.Event == "" {
		o.Name("trigger_name")
	}
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		store := c.api.options.Store
		if store == nil {
			return nil, noCatalog()
		}
		calls, count, err := store.ScheduledInvocations(ctx, q)
		return counted("invocations", calls, q.Count, count, err)
	}), o.Err()
}
