package metadata

import (
	"encoding/json"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// readName accepts `"t"` (schema public) and `{"schema": "s", "name": "t"}`
// (contract/metadata-and-migrations.md, TN).
func readName(r *reader, data json.RawMessage, path *planner.Path) sqlname.Name {
	if kindOf(data) == "String" {
		var name string
		if err := json.Unmarshal(data, &name); err != nil || name == "" {
			r.fail(path, "a name must not be empty")
		}
		return sqlname.Public(name)
	}
	o := r.object(data, path)
	name := sqlname.Name{Schema: o.optText("schema"), Name: o.text("name")}
	if name.Schema == "" {
		name.Schema = "public"
	}
	return name
}

// ParseName reads the name of a table or function as metadata writes it.
func ParseName(data json.RawMessage) (sqlname.Name, error) {
	r := &reader{}
	name := readName(r, data, nil)
	if r.fault != nil {
		return sqlname.Name{}, r.fault
	}
	return name, nil
}

func (o *object) name(key string) sqlname.Name {
	value := o.need(key)
	if o.r.fault != nil {
		return sqlname.Name{}
	}
	return readName(o.r, value, o.at(key))
}

func (w *writer) name(key string, n sqlname.Name) {
	w.key(key)
	writeName(w, n)
}

func writeName(w *writer, n sqlname.Name) {
	w.object(func() {
		w.text("name", n.Name)
		w.text("schema", n.Schema)
	})
}
