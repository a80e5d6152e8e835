package remote

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// writer builds the GraphQL document of one call: selections in the server's names, every
// argument a variable.
type writer struct {
	part *part
	skip bool // drop nullable arguments that are null
	text []byte
	vars []variable
	// reads lists the parameters the variables get their values from.
	reads []planner.Param
}

// variable is one variable of a document. Its value is the client's, a template's, or both
// merged.
type variable struct {
	name   string // in the document
	arg    string // the argument it is the value of
	typ    string // as it is declared
	client bool   // param holds what the client gave
	param  planner.Param
	fixed  *fixture // nil: the client's value alone
}

// append appends the variable's value for one row.
func (v *variable) append(dst []byte, params *planner.Params, key [][]byte) ([]byte, error) {
	var given *planner.Value
	if v.client {
		given = params.Value(v.param)
	}
	switch {
	case v.fixed != nil:
		return v.fixed.append(dst, v.arg, key, given)
	case given == nil:
		return append(dst, "null"...), nil
	}
	return given.AppendJSON(dst), nil
}

func (w *writer) write(parts ...string) {
	for _, p := range parts {
		w.text = append(w.text, p...)
	}
}

// declare adds a variable and returns its name.
func (w *writer) declare(v variable) string {
	if v.client {
		for i := range w.vars {
			if have := &w.vars[i]; have.client && have.param == v.param && have.typ == v.typ && have.fixed == v.fixed {
				return have.name
			}
		}
		w.reads = append(w.reads, v.param)
	}
	v.name = "v" + strconv.Itoa(len(w.vars))
	w.vars = append(w.vars, v)
	return v.name
}

// args writes the arguments the client gave to a field.
func (w *writer) args(given []planner.Arg) {
	open := "("
	for _, a := range given {
		if !w.skips(a) {
			w.write(open, w.arg(a))
			open = ","
		}
	}
	if open == "," {
		w.write(")")
	}
}

// skips tells whether an argument is left out because it is null.
func (w *writer) skips(a planner.Arg) bool {
	return w.skip && !a.Input.Meta.(*ast.Type).NonNull && a.Value.Null()
}

// arg declares a variable for an argument and returns the argument's text.
func (w *writer) arg(a planner.Arg) string {
	typ := a.Input.Meta.(*ast.Type).String()
	return a.Input.Name + ":$" + w.declare(variable{arg: a.Input.Name, typ: typ, client: true, param: a.Value.Param()})
}

// declarations writes the declarations of variables.
func declarations(vars []variable) string {
	if len(vars) == 0 {
		return ""
	}
	list := make([]string, len(vars))
	for i := range vars {
		list[i] = "$" + vars[i].name + ":" + vars[i].typ
	}
	return "(" + strings.Join(list, ",") + ")"
}
