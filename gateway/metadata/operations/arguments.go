package operations

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// defaultSource is meant by commands that name no source.
const defaultSource = "default"

// place is a table or function of a source.
type place struct {
	source string
	table  sqlname.Name
}

// sourceOf reads the key `source`.
func sourceOf(o *reading.Object) string { return o.TextOr("source", defaultSource) }

// placeOf reads the keys `source` and `table`.
func placeOf(o *reading.Object) place { return place{source: sourceOf(o), table: nameOf(o, "table")} }

// nameOf reads the name of a table or function.
func nameOf(o *reading.Object, key string) sqlname.Name {
	value := o.Must(key)
	if o.Err() != nil {
		return sqlname.Name{}
	}
	n, err := postgres.DecodeName(value, o.At(key))
	o.Refuse(o.At(key), err)
	return n
}

// part decodes a member with a decoder of the document's.
func part[T any](o *reading.Object, key string, decode func(json.RawMessage, *planner.Path) (T, error)) (v T) {
	value, ok := o.Raw(key)
	if !ok || o.Err() != nil {
		return v
	}
	v, err := decode(value, o.At(key))
	o.Refuse(o.At(key), err)
	return v
}

// element decodes the arguments themselves as an element of the document that has the given
// keys. Other keys are not looked at: commands have more of their own, and ignore those they
// do not know.
func element[T any](o *reading.Object, decode func(json.RawMessage, *planner.Path) (T, error), keys ...string) (v T) {
	if o.Err() != nil {
		return v
	}
	out := []byte{'{'}
	for _, key := range keys {
		value, ok := o.Raw(key)
		if !ok {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(planner.AppendJSONString(out, key), ':')
		out = append(out, value...)
	}
	v, err := decode(append(out, '}'), o.Path())
	o.Refuse(o.Path(), err)
	return v
}

// decoded finishes decoding: the edit, or what was wrong with the arguments.
func decoded(o *reading.Object, edit Edit) (Edit, error) {
	if err := o.Err(); err != nil {
		return nil, err
	}
	return edit, nil
}
