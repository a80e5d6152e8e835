package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// cronTriggerOperations edit cron triggers (contract/events-actions-rest.md 3.1).
var cronTriggerOperations = []Operation{
	{"create_cron_trigger", decodeCreateCronTrigger},
	{"delete_cron_trigger", decodeDeleteCronTrigger},
}

func (d *Draft) cronIndex(name string) int {
	return slices.IndexFunc(d.doc.CronTriggers, func(c metadata.CronTrigger) bool { return c.Name == name })
}

func decodeCreateCronTrigger(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	replace := o.Flag("replace", false)
	c := element(o, metadata.DecodeCronTrigger, "name", "webhook", "schedule", "payload", "retry_conf", "headers",
		"include_in_metadata", "comment", "request_transform", "response_transform")
	checkOwnTransforms(o)
	return decoded(o, func(d *Draft) (Outcome, error) {
		switch i := d.cronIndex(c.Name); {
		case i >= 0 && !replace:
			return Outcome{}, fault(planner.CodeAlreadyExists, "cron trigger with name: %s already exists", c.Name)
		case i < 0 && replace:
			return Outcome{}, fault(planner.CodeNotExists, "cron trigger with name: %s does not exist", c.Name)
		case i >= 0:
			d.doc.CronTriggers[i] = c
		default:
			d.doc.CronTriggers = append(d.doc.CronTriggers, c)
		}
		out, err := altered("cron_trigger " + c.Name)
		out.Warnings = []Warning{undelivered("cron_trigger", "cron_trigger "+c.Name)}
		return out, err
	})
}

func decodeDeleteCronTrigger(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.cronIndex(name)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "cron trigger with name: %s does not exist", name)
		}
		d.doc.CronTriggers = slices.Delete(d.doc.CronTriggers, i, i+1)
		return removed()
	})
}
