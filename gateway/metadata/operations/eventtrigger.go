package operations

import (
	"encoding/json"
	"regexp"
	"slices"

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
	checkTriggerDefinition(o)
	raw := triggerElement(o)
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		fresh := &postgres.EventTrigger{Name: name, Raw: raw}
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
		return altered(partObject("event_trigger", name, at))
	})
}

// checkTriggerDefinition refuses what contract/events-actions-rest.md 1 refuses.
func checkTriggerDefinition(o *reading.Object) {
	operations := 0
	for _, key := range []string{"insert", "update", "delete"} {
		if spec := o.Nested(key); spec != nil {
			operations++
			spec.Must("columns")
			checkTriggerColumns(spec, "columns", "found empty column specification")
			checkTriggerColumns(spec, "payload", "found empty payload specification")
		}
	}
	if operations == 0 && !o.Flag("enable_manual", false) {
		o.Fail(o.Path(), "atleast one amongst insert/update/delete/enable_manual spec must be provided")
	}
	_, url := o.Raw("webhook")
	_, env := o.Raw("webhook_from_env")
	switch {
	case url && env:
		o.Fail(o.Path(), "only one of webhook or webhook_from_env should be given")
	case !url && !env:
		o.Fail(o.Path(), "must provide webhook or webhook_from_env")
	}
}

func checkTriggerColumns(o *reading.Object, key, empty string) {
	value, ok := o.Raw(key)
	if !ok {
		return
	}
	var star string
	var list []string
	switch {
	case json.Unmarshal(value, &star) == nil && star == "*":
	case json.Unmarshal(value, &list) != nil:
		o.Fail(o.At(key), "only * or [] allowed")
	case len(list) == 0:
		o.Fail(o.Path(), "%s", empty)
	}
}

// triggerElement builds the document's element from the flat arguments.
func triggerElement(o *reading.Object) json.RawMessage {
	if o.Err() != nil {
		return nil
	}
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
	retry := o.Keep("retry_conf")
	if retry == nil {
		retry = json.RawMessage(`{"interval_sec":10,"num_retries":0,"timeout_sec":60}`)
	}
	out := member([]byte{'{'}, "name", o.Keep("name"))
	out = member(out, "definition", append(definition, '}'))
	out = member(out, "retry_conf", retry)
	for _, key := range []string{"webhook", "webhook_from_env", "headers", "request_transform", "response_transform", "cleanup_config"} {
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
			return Outcome{}, fault(planner.CodeNotExists, "event trigger %q does not exist", name)
		}
		t, err := d.table(place{source, have.Table})
		if err != nil {
			return Outcome{}, err
		}
		t.EventTriggers = slices.Delete(t.EventTriggers, i, i+1)
		return removed()
	})
}

// LegalTriggerName tells whether an event trigger may be called so.
func LegalTriggerName(name string) bool {
	return legalTriggerName.MatchString(name) && len(name) <= maxTriggerName
}
