package metadata

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// EventTrigger is what an event trigger of a table says beside its name
// (contract/events-actions-rest.md 1).
type EventTrigger struct {
	// Manual allows events that somebody makes by hand.
	Manual bool
	// Columns are all that it names, each once.
	Columns []string
	Webhook outgoing.Template // or
	FromEnv string            // the variable that holds the address
	Headers []outgoing.Header
}

// DecodeEventTrigger reads an element of a table's `event_triggers`. The error is a
// *planner.Fault.
func DecodeEventTrigger(data json.RawMessage) (EventTrigger, error) {
	o := reading.Open(data, nil)
	e := ReadEventTrigger(o, o.MustNested("definition"))
	return e, o.Err()
}

// ReadEventTrigger reads an event trigger whose operations are members of definition, which
// may be the same object: commands have them side by side.
func ReadEventTrigger(o, definition *reading.Object) EventTrigger {
	e := EventTrigger{Manual: definition.Flag("enable_manual", false), Webhook: outgoing.Template(o.OptText("webhook")), FromEnv: o.OptText("webhook_from_env")}
	operations := 0
	for _, key := range []string{"insert", "update", "delete"} {
		if spec := definition.Nested(key); spec != nil {
			operations++
			spec.Must("columns")
			e.name(triggerColumns(spec, "columns", "found empty column specification"))
			e.name(triggerColumns(spec, "payload", "found empty payload specification"))
		}
	}
	if operations == 0 && !e.Manual {
		o.Fail(o.Path(), "atleast one amongst insert/update/delete/enable_manual spec must be provided")
	}
	switch {
	case e.Webhook != "" && e.FromEnv != "":
		o.Fail(o.Path(), "only one of webhook or webhook_from_env should be given")
	case e.Webhook == "" && e.FromEnv == "":
		o.Fail(o.Path(), "must provide webhook or webhook_from_env")
	}
	refuseOwnVariable(o, "webhook_from_env", e.FromEnv)
	e.Headers = reading.List(o, "headers", own[outgoing.Header])
	for i := range e.Headers {
		refuseOwnVariable(o, "value_from_env", e.Headers[i].ValueFromEnv)
	}
	readTriggerSettings(o)
	return e
}

// readTriggerSettings checks the members that only delivery acts upon.
func readTriggerSettings(o *reading.Object) {
	if retry := o.Nested("retry_conf"); retry != nil {
		for _, key := range []string{"num_retries", "interval_sec", "timeout_sec"} {
			retry.Number(key, 0)
		}
	}
	o.Nested("request_transform")
	o.Nested("response_transform")
	if cleanup := o.Nested("cleanup_config"); cleanup != nil {
		cleanup.Text("schedule")
		cleanup.Must("clear_older_than")
		for _, key := range []string{"batch_size", "clear_older_than", "timeout"} {
			cleanup.Number(key, 0)
		}
		cleanup.Flag("clean_invocation_logs", false)
		cleanup.Flag("paused", false)
	}
	o.Flag("trigger_on_replication", false)
}

func (e *EventTrigger) name(columns []string) {
	for _, c := range columns {
		if !slices.Contains(e.Columns, c) {
			e.Columns = append(e.Columns, c)
		}
	}
}

// triggerColumns reads `"*"` or a list of columns.
func triggerColumns(o *reading.Object, key, empty string) []string {
	value, ok := o.Raw(key)
	if !ok {
		return nil
	}
	var star string
	if json.Unmarshal(value, &star) == nil && star == "*" {
		return nil
	}
	if reading.Kind(value) != "Array" {
		o.Fail(o.At(key), "only * or [] allowed")
		return nil
	}
	list := o.Texts(key)
	if len(list) == 0 {
		o.Fail(o.Path(), "%s", empty)
	}
	return list
}

// ownVariables is how the variables of the server itself begin: they hold its secrets, and
// are not for webhooks.
const ownVariables = "HASURA_GRAPHQL_"

func refuseOwnVariable(o *reading.Object, key, variable string) {
	if strings.HasPrefix(variable, ownVariables) {
		o.Fail(o.Path(), "env variables starting with %q are not allowed in %s: %s", ownVariables, key, variable)
	}
}

// Resolves tells what stands in the way of calling the webhook in an environment.
func (e *EventTrigger) Resolves(env outgoing.Env) error {
	var err error
	if e.FromEnv != "" {
		_, err = (&outgoing.Header{ValueFromEnv: e.FromEnv}).Resolve(env)
	} else {
		_, err = e.Webhook.Resolve(env)
	}
	if err != nil {
		return err
	}
	_, err = outgoing.ResolveHeaders(e.Headers, env)
	return err
}
