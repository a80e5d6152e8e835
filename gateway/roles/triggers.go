package roles

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/postgres-source/catalog"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/remote-schemas/outgoing"
)

// triggers lists the event triggers and cron triggers, first of all those that are wrong. The
// others are right and stay inconsistent all the same: this server delivers no events, and a
// trigger that does not fire is a lost event.
func (b *builder) triggers() {
	for _, s := range b.doc.Sources {
		for _, t := range s.Tables {
			for _, e := range t.EventTriggers {
				name := "event_trigger " + e.Name + " in table " + t.Table.String() + " in source " + s.Name
				b.trigger("event_trigger", name, e.Raw, b.checkEventTrigger(s.Name, t, e.Raw),
					"events of tables are neither recorded nor delivered by this server")
			}
		}
	}
	for i := range b.doc.CronTriggers {
		c := &b.doc.CronTriggers[i]
		b.trigger("cron_trigger", "cron_trigger "+c.Name, c.Raw, b.checkCronTrigger(c), "cron triggers are not run by this server")
	}
}

func (b *builder) trigger(kind, name string, raw json.RawMessage, wrong error, unserved string) {
	if wrong != nil {
		b.leaveOut(kind, name, raw, reasonOf(wrong))
		return
	}
	b.leaveOut(kind, name, raw, unserved)
	b.epoch.Inconsistencies[len(b.epoch.Inconsistencies)-1].Unserved = true
}

func (b *builder) checkEventTrigger(source string, t *postgres.Table, raw json.RawMessage) error {
	e, err := metadata.DecodeEventTrigger(raw)
	if err != nil {
		return err
	}
	if table := b.tableOf(source, t); table != nil {
		for _, c := range e.Columns {
			if table.Column(c) == nil {
				return fmt.Errorf("no such column exists: %q", c)
			}
		}
	}
	return e.Resolves(b.opts.Env)
}

// tableOf is a table as the database has it, nil when that is not known.
func (b *builder) tableOf(source string, t *postgres.Table) *catalog.Table {
	if db := b.epoch.Database(source); db != nil {
		return db.Catalog().Table(t.Table)
	}
	return nil
}

func (b *builder) checkCronTrigger(c *metadata.CronTrigger) error {
	if _, err := c.Webhook.Resolve(b.opts.Env); err != nil {
		return err
	}
	_, err := outgoing.ResolveHeaders(c.Headers, b.opts.Env)
	return err
}
