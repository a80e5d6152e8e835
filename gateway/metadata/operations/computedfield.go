package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// computedFieldOperations edit the computed fields of tables
// (contract/metadata-and-migrations.md 5.6).
var computedFieldOperations = []Operation{
	{"add_computed_field", decodeAddComputedField},
	{"drop_computed_field", decodeDropComputedField},
}

func computedIndex(t *postgres.Table, name string) int {
	return slices.IndexFunc(t.ComputedFields, func(c *postgres.ComputedField) bool { return c.Name == name })
}

func decodeAddComputedField(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at := placeOf(o)
	c := element(o, postgres.DecodeComputedField, "name", "definition", "comment")
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err == nil {
			err = d.free(t, at, c.Name)
		}
		if err != nil {
			return Outcome{}, err
		}
		t.ComputedFields = append(t.ComputedFields, c)
		return Outcome{Objects: []string{partObject("computed_field", c.Name, at)}, Reread: Reread{Databases: Names{Some: []string{at.source}}}}, nil
	})
}

func decodeDropComputedField(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	at, name, cascade := placeOf(o), o.Name("name"), o.Flag("cascade", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		t, err := d.table(at)
		if err != nil {
			return Outcome{}, err
		}
		if computedIndex(t, name) < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "computed field %q does not exist", name)
		}
		if err := d.drop(cascade, thing{kind: computedFieldThing, source: at.source, table: at.table, name: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}
