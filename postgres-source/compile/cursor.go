package compile

import (
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/ir"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// term describes one term of an order: where its value is in a cursor, and its type.
type term struct {
	path    []string
	t       *catalog.Type
	notNull bool
}

// seek is the condition that a row lies after (or before) a position in the order, NULLs
// where the order puts them.
func seek(order []ir.Order, terms []term, forward bool, position func(i int) ir.Expr) ir.Expr {
	or := &ir.Or{}
	var equal []ir.Expr
	for i, o := range order {
		at := position(i)
		beyond := beyond(o, at, forward, terms[i].notNull)
		or.Of = append(or.Of, conjunction(append(append([]ir.Expr(nil), equal...), beyond)))
		same := ir.Expr(&ir.Compare{Op: ir.Eq, Left: o.By, Right: at})
		if !terms[i].notNull {
			same = &ir.Or{Of: []ir.Expr{same, &ir.And{Of: []ir.Expr{&ir.IsNull{Of: o.By}, &ir.IsNull{Of: at}}}}}
		}
		equal = append(equal, same)
	}
	return or
}

// beyond compares in one term.
func beyond(o ir.Order, at ir.Expr, forward, notNull bool) ir.Expr {
	op := ir.Gt
	if o.Desc == forward {
		op = ir.Lt
	}
	further := ir.Expr(&ir.Compare{Op: op, Left: o.By, Right: at})
	if notNull {
		return further
	}
	// NULLs come last in the direction of the walk, or first.
	left, right := o.By, at
	if o.NullsFirst == forward {
		left, right = at, o.By
	}
	return &ir.Or{Of: []ir.Expr{further, &ir.And{Of: []ir.Expr{&ir.IsNull{Of: left}, &ir.Not{Of: &ir.IsNull{Of: right}}}}}}
}

// cursorObject builds the JSON object of a cursor; relationships nest.
type cursorObject struct {
	names   []string
	values  []ir.Expr
	objects map[string]*cursorObject
}

func (o *cursorObject) put(path []string, value ir.Expr) {
	name := path[0]
	if len(path) == 1 {
		o.names, o.values = append(o.names, name), append(o.values, value)
		return
	}
	inner := o.objects[name]
	if inner == nil {
		inner = &cursorObject{}
		if o.objects == nil {
			o.objects = map[string]*cursorObject{}
		}
		o.objects[name] = inner
		o.names, o.values = append(o.names, name), append(o.values, nil)
	}
	inner.put(path[1:], value)
}

func (o *cursorObject) expr() ir.Expr {
	call := &ir.Call{Name: sqlname.Name{Name: "json_build_object"}}
	for i, name := range o.names {
		value := o.values[i]
		if value == nil {
			value = o.objects[name].expr()
		}
		call.Args = append(call.Args, ir.Arg{Value: &ir.Text{Value: name}}, ir.Arg{Value: value})
	}
	return call
}

// base64 encodes JSON as Relay's opaque strings: standard base64 without line breaks.
func (c *compiler) base64(json ir.Expr) ir.Expr {
	text := &ir.Cast{Of: json, Type: c.builtin("text")}
	bytes := call("convert_to", text, &ir.Text{Value: "UTF8"})
	encoded := call("encode", bytes, &ir.Text{Value: "base64"})
	return call("replace", encoded, call("chr", &ir.Number{Value: 10}), &ir.Text{})
}

// call calls a function of PostgreSQL's own.
func call(name string, args ...ir.Expr) *ir.Call {
	e := &ir.Call{Name: sqlname.Name{Name: name}}
	for _, a := range args {
		e.Args = append(e.Args, ir.Arg{Value: a})
	}
	return e
}
