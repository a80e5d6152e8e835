package metadata

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/metadata/schedule"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// CronTrigger is one element of `cron_triggers` (contract/events-actions-rest.md 3.1).
type CronTrigger struct {
	Name     string
	Webhook  outgoing.Template
	Schedule string
	Headers  []outgoing.Header
	// IncludeInMetadata tells whether the trigger is exported.
	IncludeInMetadata bool
	// Raw is the whole element as it is stored: keys that are not known are kept, those that
	// say what is so without them are not.
	Raw json.RawMessage
}

// MarshalJSON writes the element as it is stored.
func (c CronTrigger) MarshalJSON() ([]byte, error) { return c.Raw, nil }

// cronKeys are the keys of a cron trigger in the order they are written.
var cronKeys = []string{
	"name", "webhook", "schedule", "include_in_metadata", "payload", "retry_conf", "headers", "comment",
	"request_transform", "response_transform",
}

// DecodeCronTrigger reads a cron trigger. The error is a *planner.Fault.
func DecodeCronTrigger(data json.RawMessage, path *planner.Path) (CronTrigger, error) {
	o := reading.Open(data, path)
	c := CronTrigger{Name: o.Name("name"), Webhook: outgoing.Template(o.Text("webhook")), Schedule: o.Text("schedule")}
	if o.Err() == nil {
		_, err := schedule.Parse(c.Schedule)
		o.Refuse(o.At("schedule"), err)
	}
	o.Must("include_in_metadata")
	c.IncludeInMetadata = o.Flag("include_in_metadata", true)
	retry := ReadScheduledRetry(o)
	c.Headers = reading.List(o, "headers", own[outgoing.Header])
	o.Comment("comment")
	o.Nested("request_transform")
	o.Nested("response_transform")
	if err := o.Err(); err != nil {
		return c, err
	}
	c.Raw = canonical(o, cronKeys, map[string]json.RawMessage{"retry_conf": retry.unlessDefault()})
	return c, nil
}

// canonical writes an object with its known keys first, in order, and without those that are
// null. Members that are in place stand for what was read; nil leaves one out.
func canonical(o *reading.Object, known []string, instead map[string]json.RawMessage) json.RawMessage {
	keys := slices.Clone(known)
	for _, key := range o.Keys() {
		if !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
	}
	out := []byte{'{'}
	for _, key := range keys {
		value, replaced := instead[key]
		if !replaced {
			value = o.Keep(key)
		}
		if value == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(planner.AppendJSONString(out, key), ':'), value...)
	}
	return append(out, '}')
}

// ScheduledRetry is `retry_conf` of cron triggers and of scheduled events
// (contract/events-actions-rest.md 3.1).
type ScheduledRetry struct {
	Retries   int `json:"num_retries"`
	Interval  int `json:"retry_interval_seconds"`
	Timeout   int `json:"timeout_seconds"`
	Tolerance int `json:"tolerance_seconds"`
}

var scheduledRetryDefault = ScheduledRetry{Interval: 10, Timeout: 60, Tolerance: 21600}

// ReadScheduledRetry reads the member `retry_conf`; what is absent has its default.
func ReadScheduledRetry(o *reading.Object) ScheduledRetry {
	r := scheduledRetryDefault
	conf := o.Nested("retry_conf")
	if conf == nil || o.Err() != nil {
		return r
	}
	for _, n := range []struct {
		key string
		at  *int
	}{
		{"num_retries", &r.Retries}, {"retry_interval_seconds", &r.Interval},
		{"timeout_seconds", &r.Timeout}, {"tolerance_seconds", &r.Tolerance},
	} {
		if *n.at = conf.Number(n.key, *n.at); *n.at < 0 {
			conf.Fail(conf.At(n.key), "%s cannot be a negative value", n.key)
		}
	}
	return r
}

// JSON is the configuration, whole.
func (r ScheduledRetry) JSON() json.RawMessage {
	return fmt.Appendf(nil, `{"num_retries":%d,"retry_interval_seconds":%d,"timeout_seconds":%d,"tolerance_seconds":%d}`,
		r.Retries, r.Interval, r.Timeout, r.Tolerance)
}

func (r ScheduledRetry) unlessDefault() json.RawMessage {
	if r == scheduledRetryDefault {
		return nil
	}
	return r.JSON()
}
