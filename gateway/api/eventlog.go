package api

import (
	"context"
	"encoding/json"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/eventlog"
)

// pageLimit is how much of a log is shown when nobody says (contract/events-actions-rest.md
// 2.4).
const pageLimit = 100

// readPage reads a limit and an offset by their keys.
func readPage(o *args.Object, limit, offset string) eventlog.Page {
	return eventlog.Page{Limit: natural(o, limit, pageLimit), Offset: natural(o, offset, 0)}
}

// natural reads a number that is not negative.
func natural(o *args.Object, key string, absent int) int {
	n := o.Number(key, absent)
	if n < 0 {
		o.Fail(o.At(key), "unexpected negative value")
	}
	return n
}

// logOf is the event log of a source.
func (c *change) logOf(ctx context.Context, source string) (eventlog.Log, error) {
	// Edits before it in the same bulk count.
	if err := c.settle(ctx); err != nil {
		return eventlog.Log{}, err
	}
	db, err := c.database(source)
	if err != nil {
		return eventlog.Log{}, err
	}
	return eventlog.Log{DB: db.Pool().Pgx()}, nil
}

// decodeGetEventLogs is pg_get_event_logs.
func decodeGetEventLogs(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, name, page := o.TextOr("source", "default"), o.Text("name"), readPage(o, "limit", "offset")
	status := eventlog.Status(o.OptText("status"))
	if _, given := o.Raw("status"); given && status != eventlog.Processed && status != eventlog.Pending {
		o.Fail(o.At("status"), "expected \"processed\" or \"pending\", but encountered %q", status)
	}
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		log, err := c.logOf(ctx, source)
		if err != nil {
			return nil, err
		}
		events, err := log.Events(ctx, name, status, page)
		if err != nil {
			return nil, err
		}
		return asJSON(events)
	}), o.Err()
}

// decodeGetEventInvocations is pg_get_event_invocation_logs.
func decodeGetEventInvocations(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, name, page := o.TextOr("source", "default"), o.Text("name"), readPage(o, "limit", "offset")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		log, err := c.logOf(ctx, source)
		if err != nil {
			return nil, err
		}
		calls, err := log.Invocations(ctx, name, page)
		if err != nil {
			return nil, err
		}
		return asJSON(calls)
	}), o.Err()
}

// decodeGetEvent is pg_get_event_by_id.
func decodeGetEvent(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, id := o.TextOr("source", "default"), o.Text("event_id")
	page := readPage(o, "invocation_log_limit", "invocation_log_offset")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		log, err := c.logOf(ctx, source)
		if err != nil {
			return nil, err
		}
		event, err := log.Event(ctx, id)
		if err != nil {
			return nil, err
		}
		if event == nil {
			return nil, fault(planner.CodeNotExists, "event id %s does not exist", id)
		}
		calls, err := log.InvocationsOf(ctx, id, page)
		if err != nil {
			return nil, err
		}
		return asJSON(struct {
			Event       *eventlog.Event       `json:"event"`
			Invocations []eventlog.Invocation `json:"invocations"`
		}{event, calls})
	}), o.Err()
}
