package operations

import (
	"encoding/json"
	"strconv"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// eventCleanupOperations are about `cleanup_config` of event triggers
// (contract/events-actions-rest.md 2.4): its execution is not part of the API we speak, so
// only its switch is turned.
var eventCleanupOperations = []Operation{
	{"cleanup_event_trigger_logs", decodeCleanup},
	{"resume_event_trigger_cleanups", decodeSetPaused(false)},
	{"pause_event_trigger_cleanups", decodeSetPaused(true)},
}

func decodeCleanup(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	readTriggerSelector(o)
	return decoded(o, func(*Draft) (Outcome, error) {
		return Outcome{}, fault(planner.CodeNotSupported, "Event log cleanup feature is enterprise edition only")
	})
}

// triggerSelector chooses event triggers: all of some sources, or some by name.
type triggerSelector struct {
	everySource bool
	sources     []string
	named       []namedTriggers
}

type namedTriggers struct {
	source   string
	triggers []string
}

func readTriggerSelector(o *reading.Object) triggerSelector {
	value := o.Must("event_triggers")
	if o.Err() != nil {
		return triggerSelector{}
	}
	if reading.Kind(value) == "Array" {
		return triggerSelector{named: reading.List(o, "event_triggers", func(data json.RawMessage, path *planner.Path) (namedTriggers, error) {
			item := reading.Open(data, path)
			item.Must("event_triggers")
			n := namedTriggers{source: item.TextOr("source_name", defaultSource), triggers: item.Texts("event_triggers")}
			return n, item.Err()
		})}
	}
	within := o.MustNested("event_triggers")
	sources := within.Must("sources")
	if within.Err() == nil && string(reading.Compact(sources)) == `"*"` {
		return triggerSelector{everySource: true}
	}
	return triggerSelector{sources: within.Texts("sources")}
}

func decodeSetPaused(paused bool) func(json.RawMessage, *planner.Path) (Edit, error) {
	return func(args json.RawMessage, path *planner.Path) (Edit, error) {
		o := reading.Open(args, path)
		selected := readTriggerSelector(o)
		return decoded(o, func(d *Draft) (Outcome, error) {
			if err := selected.each(d, func(e *postgres.EventTrigger) *postgres.EventTrigger {
				fresh := *e
				fresh.Raw = withPaused(e.Raw, paused)
				return &fresh
			}); err != nil {
				return Outcome{}, err
			}
			return stored()
		})
	}
}

// each replaces the selected triggers.
func (s triggerSelector) each(d *Draft, change func(*postgres.EventTrigger) *postgres.EventTrigger) error {
	if s.everySource {
		for i := range d.doc.Sources {
			d.eachTrigger(d.own(i), change)
		}
	}
	for _, name := range s.sources {
		source, err := d.source(name)
		if err != nil {
			return err
		}
		d.eachTrigger(source, change)
	}
	for _, n := range s.named {
		if err := n.each(d, change); err != nil {
			return err
		}
	}
	return nil
}

func (d *Draft) eachTrigger(s *postgres.Source, change func(*postgres.EventTrigger) *postgres.EventTrigger) {
	for i := range s.Tables {
		if len(s.Tables[i].EventTriggers) > 0 {
			replaceAll(d.ownTable(s, i).EventTriggers, change)
		}
	}
}

func (n namedTriggers) each(d *Draft, change func(*postgres.EventTrigger) *postgres.EventTrigger) error {
	source, err := d.source(n.source)
	if err != nil {
		return err
	}
	for _, name := range n.triggers {
		have, i := d.eventTrigger(n.source, name)
		if have == nil {
			return noTrigger(name)
		}
		replaceAll(d.ownTable(source, tableIndex(source, have.Table)).EventTriggers[i:i+1], change)
	}
	return nil
}

func replaceAll(list []*postgres.EventTrigger, change func(*postgres.EventTrigger) *postgres.EventTrigger) {
	for i := range list {
		list[i] = change(list[i])
	}
}

// withPaused turns the switch of a trigger that has a cleanup at all.
func withPaused(raw json.RawMessage, paused bool) json.RawMessage {
	v, err := planner.ParseValue(raw)
	if err != nil {
		return raw
	}
	return inMember(v, "cleanup_config", func(config *planner.Value) *planner.Value {
		if config.Kind != planner.Object {
			return config
		}
		out := &planner.Value{Kind: planner.Object}
		for _, m := range config.Members {
			if m.Name != "paused" {
				out.Members = append(out.Members, m)
			}
		}
		out.Members = append(out.Members, planner.Member{Name: "paused", Value: &planner.Value{Kind: planner.Boolean, Text: strconv.FormatBool(paused)}})
		return out
	}).AppendJSON(nil)
}
