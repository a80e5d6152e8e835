package operations

import (
	"encoding/json"
	"regexp"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// eventTriggerOperations edit event triggers in the document
// (contract/events-actions-rest.md 1); their SQL objects follow the epoch.
var eventTriggerOperations = []Operation{
	{"create_event_trigger", decodeCreateEventTrigger},
	{"delete_event_trigger", decodeDeleteEventTrigger},
}

var legalTriggerName = regexp.MustCompile(`^[A-Za-z]+[A-Za-z0-9_\-]*$`)

// maxTriggerName leaves room for what the names of the SQL objects add.
const maxTriggerName = 42

func decodeCreateEventTrigger(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name, replace := placeOf(o), o.Name("name"), o.Flag("replace", false)
	switch {
	case !legalTriggerName.MatchString(name):
		o.Fail(path, "only alphanumeric and underscore and hyphens allowed for name")
	case len(name) > maxTriggerName:
		o.Fail(path, "event trigger name can be at most 42 characters")
	}
	metadata.ReadEventTrigger(o, o)
	checkOwnTransforms(o)
	var fresh *postgres.EventTrigger
	if o.Err() == nil {
		var err error
		fresh, err = postgres.DecodeEventTrigger(triggerElement(o), path)
		o.Refuse(path, err)
	}
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		have, i := d.eventTrigger(at.source, name)
		switch {
		case have == nil:
			t.EventTriggers = append(t.EventTriggers, fresh)
		case !replace:
			return Outcome{}, fault(planner.CodeAlreadyExists, "Event trigger with name %q already exists", name)
		case have.Table != at.table:
			return Outcome{}, fault(planner.CodeNotSupported, "cannot replace table or schema for trigger")
		default:
			t.EventTriggers[i] = fresh
		}
		object := partObject("event_trigger", name, at)
		return Outcome{Objects: []string{object}, Warnings: []Warning{undelivered("event_trigger", object)}}, nil
	})
}

// triggerElement builds the document's element from the flat arguments.
func triggerElement(o *reading.Object) json.RawMessage {
	member := func(out []byte, key string, value json.RawMessage) []byte {
		if value == nil {
			return out
		}
		if out[len(out)-1] != '{' {
			out = append(out, ',')
		}
		return append(append(planner.AppendJSONString(out, key), ':'), value...)
	}
	definition := []byte(`{"enable_manual":false`)
	if o.Flag("enable_manual", false) {
		definition = []byte(`{"enable_manual":true`)
	}
	for _, key := range []string{"insert", "update", "delete"} {
		definition = member(definition, key, o.Keep(key))
	}
	out := member([]byte{'{'}, "name", o.Keep("name"))
	out = member(out, "definition", append(definition, '}'))
	for _, key := range []string{"retry_conf", "webhook", "webhook_from_env", "headers", "request_transform", "response_transform", "cleanup_config"} {
		out = member(out, key, o.Keep(key))
	}
	if o.Flag("trigger_on_replication", false) {
		out = member(out, "trigger_on_replication", json.RawMessage("true"))
	}
	return append(out, '}')
}

// eventTrigger finds an event trigger of a source: its table and index.
func (d *Draft) eventTrigger(source, name string) (*postgres.Table, int) {
	i := d.sourceIndex(source)
	if i < 0 {
		return nil, -1
	}
	for _, t := range d.doc.Sources[i].Tables {
		e := slices.IndexFunc(t.EventTriggers, func(e *postgres.EventTrigger) bool { return e.Name == name })
		if e >= 0 {
			return t, e
		}
	}
	return nil, -1
}

func decodeDeleteEventTrigger(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name := sourceOf(o), o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		if _, err := d.source(source); err != nil {
			return Outcome{}, err
		}
		have, i := d.eventTrigger(source, name)
		if have == nil {
			return Outcome{}, noTrigger(name)
		}
		t, err := d.table(place{source, have.Table})
		if err != nil {
			return Outcome{}, err
		}
		t.EventTriggers = slices.Delete(t.EventTriggers, i, i+1)
		return removed()
	})
}

func noTrigger(name string) error {
	return fault(planner.CodeNotExists, "event trigger %q does not exist", name)
}

// undelivered warns that a trigger was stored by a server that does not deliver its events:
// the epoch lists it as inconsistent for the same reason.
func undelivered(kind, object string) Warning {
	return Warning{Type: kind, Name: object, Code: planner.CodeNotSupported, Message: "stored, but this server does not deliver events: it stays inconsistent"}
}

// LegalTriggerName tells whether an event trigger may be called so.
func LegalTriggerName(name string) bool {
	return legalTriggerName.MatchString(name) && len(name) <= maxTriggerName
}
