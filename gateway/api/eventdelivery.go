package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// The commands below ask for the delivery of an event. This server does not deliver any, and
// an event that is taken and never delivered is lost: they find out what is wrong with the
// request, and are refused when nothing is.

func undelivered() error {
	return fault(planner.CodeNotSupported, "events are not delivered by this server: the event was not accepted")
}

// decodeRedeliver is pg_redeliver_event (contract/events-actions-rest.md 2.4).
func decodeRedeliver(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, id := o.TextOr("source", "default"), o.Text("event_id")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		log, err := c.logOf(ctx, source)
		if err != nil {
			return nil, err
		}
		event, err := log.Event(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case event == nil:
			return nil, fault(planner.CodeNotExists, "event not found")
		case event.Locked != nil:
			return nil, fault(operations.CodeBusy, "event is already being processed")
		}
		return nil, undelivered()
	}), o.Err()
}

// decodeInvoke is pg_invoke_event_trigger.
func decodeInvoke(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, name := o.TextOr("source", "default"), o.Text("name")
	o.Must("payload")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		if _, err := c.logOf(ctx, source); err != nil {
			return nil, err
		}
		trigger := findTrigger(c.draft.Document(), source, name)
		if trigger == nil {
			return nil, fault(planner.CodeNotExists, "event trigger %q does not exist", name)
		}
		e, err := metadata.DecodeEventTrigger(trigger.Raw)
		if err == nil && !e.Manual {
			return nil, fault(planner.CodeNotSupported, "manual mode is not enabled for event trigger")
		}
		return nil, undelivered()
	}), o.Err()
}

func findTrigger(doc *metadata.Document, source, name string) (found *postgres.EventTrigger) {
	eachTrigger(doc, func(s *postgres.Source, e *postgres.EventTrigger) {
		if s.Name == source && e.Name == name {
			found = e
		}
	})
	return found
}

// decodeCreateScheduledEvent is create_scheduled_event (contract/events-actions-rest.md 3.2).
func decodeCreateScheduledEvent(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	o.Name("webhook")
	if at := o.Text("schedule_at"); o.Err() == nil && !isTime(at) {
		o.Fail(o.At("schedule_at"), "could not parse date: %q is no ISO 8601 time", at)
	}
	args.List(o, "headers", func(data json.RawMessage, _ *planner.Path) (h outgoing.Header, err error) {
		err = json.Unmarshal(data, &h) // told where it stands by List
		return h, err
	})
	metadata.ReadScheduledRetry(o)
	o.Comment("comment")
	o.Nested("request_transform")
	o.Nested("response_transform")
	return reading(func(context.Context, *change) (*answer, error) { return nil, undelivered() }), o.Err()
}

// isTime tells whether text is a time as ISO 8601 writes it, with its zone.
func isTime(text string) bool {
	for _, layout := range []string{
		time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04Z07:00", "2006-01-02 15:04Z07:00",
		"2006-01-02T15:04:05Z0700", "2006-01-02 15:04:05Z0700",
	} {
		if _, err := time.Parse(layout, text); err == nil {
			return true
		}
	}
	return false
}
