package legacy

import (
	"encoding/json"
	"maps"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// Command is a decoded operation. It is immutable.
type Command struct {
	// Source is the database it is for: `source`, "default" when absent.
	Source string
	table  sqlname.Name
	body   body
}

// body is what a command holds beside source and table.
type body interface {
	resolve(r *resolver, t *model.Table) (Operation, error)
}

var decoders = map[string]func(object) body{
	"select": decodeSelect, "insert": decodeInsert, "update": decodeUpdate, "delete": decodeDelete, "count": decodeCount,
}

// Names are the operations that [Decode] knows, sorted.
func Names() []string { return slices.Sorted(maps.Keys(decoders)) }

// Decode reads the arguments of the operation name, which stand at path. The error is a
// *planner.Fault.
func Decode(name string, args json.RawMessage, path *planner.Path) (*Command, error) {
	v, err := planner.ParseValue(args)
	if err != nil {
		return nil, planner.Faultf(planner.CodeParseFailed, path, "%s", err.Error())
	}
	var fault *planner.Fault
	o := open(v, path, &fault)
	c := &Command{Source: "default"}
	if source := o.text("source"); source != "" {
		c.Source = source
	}
	if table := o.need("table"); fault == nil {
		if c.table, err = metadata.ParseName(table.AppendJSON(nil)); err != nil {
			o.fail(o.at("table"), "the name of a table is a string, or an object with schema and name")
		}
	}
	c.body = decoders[name](o)
	if fault != nil {
		return nil, fault
	}
	return c, nil
}

// Writes tells whether the command changes data.
func (c *Command) Writes() bool {
	switch c.body.(type) {
	case *selectBody, *countBody:
		return false
	}
	return true
}

// Resolve finds what the command names, as the role may name it; its arguments stand at
// path. The error is a *planner.Fault.
func (c *Command) Resolve(m *model.Model, role planner.Role, path *planner.Path) (Operation, error) {
	r := &resolver{model: m, role: role, path: path}
	t, err := r.table(c.table)
	if err != nil {
		return nil, err
	}
	return c.body.resolve(r, t)
}
