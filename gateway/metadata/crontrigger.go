package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// CronTrigger is one element of `cron_triggers`: only what the document itself needs is
// read here, the rest is gateway/events'.
type CronTrigger struct {
	Name string
	// IncludeInMetadata tells whether the trigger is exported.
	IncludeInMetadata bool
	Raw               json.RawMessage // the whole element, keys as they came
}

// MarshalJSON writes the element as it was read.
func (c CronTrigger) MarshalJSON() ([]byte, error) { return c.Raw, nil }

// DecodeCronTrigger reads a cron trigger. The error is a *planner.Fault.
func DecodeCronTrigger(data json.RawMessage, path *planner.Path) (CronTrigger, error) {
	o := reading.Open(data, path)
	c := CronTrigger{Name: o.Name("name"), Raw: reading.Compact(data)}
	for _, key := range []string{"webhook", "schedule", "include_in_metadata"} {
		o.Must(key)
	}
	c.IncludeInMetadata = o.Flag("include_in_metadata", true)
	return c, o.Err()
}
