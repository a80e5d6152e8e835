package planner

import (
	"context"
	"strconv"
)

// introspectionQuery answers introspection fields, one column each.
type introspectionQuery struct {
	schema      *Schema
	columns     []wanted
	params      []Param
	text        string
	fingerprint Fingerprint
	most        int // bytes that may be answered
}

// Run writes the answers. It looks up types, which builds them, but does no I/O.
func (q *introspectionQuery) Run(ctx context.Context, in *Input, out *Output) error {
	w := schemaWriter{schema: q.schema, shown: newShown(q.schema), left: q.most}
	for row := range in.Rows {
		params := in.ParamsOf(row)
		for col := range q.columns {
			if err := ctx.Err(); err != nil {
				return err
			}
			json := q.column(&w, &q.columns[col], params)
			if w.left -= len(json); w.left < 0 {
				return Invalid(nil, "the answer is too large: more than %d MiB of introspection", q.most>>20)
			}
			out.Set(row, col, json)
		}
	}
	return nil
}

func (q *introspectionQuery) column(w *schemaWriter, c *wanted, params *Params) []byte {
	switch c.name {
	case schemaField.Name:
		return w.writeSchema(nil, c.fields)
	case typeField.Name:
		t := q.schema.Type(params.Value(c.arg).Text)
		if t == nil || !w.shown.meets(t) {
			return []byte("null")
		}
		return w.writeType(nil, typeRef{named: t}, c.fields)
	case serviceField.Name:
		return writeService(nil, q.schema, c.fields)
	default:
		return AppendJSONString(nil, noQueries)
	}
}

// Fingerprint covers the schema and what is selected.
func (q *introspectionQuery) Fingerprint() Fingerprint { return q.fingerprint }

// Reads lists the names given to `__type`.
func (q *introspectionQuery) Reads() Reads { return Reads{Params: q.params} }

// Deps is empty: a schema does not change.
func (q *introspectionQuery) Deps() []Dep { return nil }

// String prints the selections.
func (q *introspectionQuery) String() string { return q.text }

func appendWanted(dst []byte, list []wanted) []byte {
	dst = append(dst, '{')
	for i := range list {
		w := &list[i]
		dst = append(dst, ' ')
		if w.key != w.name {
			dst = append(append(dst, w.key...), ": "...)
		}
		dst = append(dst, w.name...)
		if w.name == typeField.Name {
			dst = append(strconv.AppendInt(append(dst, "(name: $"...), int64(w.arg.Index()), 10), ')')
		}
		if len(w.fields) > 0 {
			dst = appendWanted(append(dst, ' '), w.fields)
		}
	}
	return append(dst, " }"...)
}
