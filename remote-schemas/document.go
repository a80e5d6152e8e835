package remote

import (
	"strconv"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/grant"
)

// writer builds the GraphQL document of one call: selections in the server's names, every
// argument a variable.
type writer struct {
	part *part
	skip bool // leave out nulls
	text []byte
	vars []variable
	// reads lists the parameters the variables get their values from.
	reads []planner.Param
}

// variable is one variable of a document. Its value is the client's, a template's, both
// merged, or a preset.
type variable struct {
	name   string // in the document
	arg    string // the argument it is the value of
	typ    *ast.Type
	client bool // param holds what the client gave
	param  planner.Param
	fixed  *fixture      // nil: the client's value alone
	preset *grant.Preset // instead of all other
	grant  *grant.Grant  // set when the type's values hold presets
	skip   bool          // members that are null are left out
}

// append appends the variable's value for one row.
func (v *variable) append(dst []byte, params *planner.Params, key [][]byte) ([]byte, error) {
	if v.preset != nil {
		value, err := v.preset.Resolve(params.Session)
		if err != nil {
			return nil, err
		}
		return value.AppendJSON(dst), nil
	}
	var given *planner.Value
	if v.client {
		given = params.Value(v.param)
		if v.skip {
			given = withoutNulls(given)
		}
	}
	switch {
	case v.grant != nil:
		return v.appendGranted(dst, params, key, given)
	case v.fixed != nil:
		return v.fixed.append(dst, v.arg, key, given)
	case given == nil:
		return append(dst, "null"...), nil
	}
	return given.AppendJSON(dst), nil
}

// appendGranted appends a value with the presets of its input objects put in.
func (v *variable) appendGranted(dst []byte, params *planner.Params, key [][]byte, given *planner.Value) ([]byte, error) {
	value := given
	if v.fixed != nil {
		text, err := v.fixed.append(nil, v.arg, key, given)
		if err != nil {
			return nil, err
		}
		if value, err = planner.ParseValue(text); err != nil {
			return nil, err
		}
	}
	if value == nil {
		value = planner.NullValue
	}
	value, err := v.grant.Apply(v.typ, value, params.Session)
	if err != nil {
		return nil, err
	}
	return value.AppendJSON(dst), nil
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
			if have := &w.vars[i]; have.client && have.param == v.param && have.typ.String() == v.typ.String() && have.fixed == v.fixed {
				return have.name
			}
		}
		w.reads = append(w.reads, v.param)
	}
	v.grant, v.skip = w.within(v.typ), w.skip
	v.name = "v" + strconv.Itoa(len(w.vars))
	w.vars = append(w.vars, v)
	return v.name
}

// within returns the part's grant if values of the type hold presets.
func (w *writer) within(typ *ast.Type) *grant.Grant {
	if w.part.grant.Within(typ.Name()) {
		return w.part.grant
	}
	return nil
}

// args writes the arguments the client gave to a field, and the preset ones.
func (w *writer) args(given []planner.Arg, presets []grant.Arg) {
	open := "("
	for _, a := range given {
		if !w.skips(a) {
			w.write(open, w.arg(a))
			open = ","
		}
	}
	open = w.presets(open, presets)
	if open == "," {
		w.write(")")
	}
}

// presets writes preset arguments behind what opens or separates arguments, and returns
// what does then.
func (w *writer) presets(open string, presets []grant.Arg) string {
	for _, p := range presets {
		w.write(open, p.Name, ":$", w.declare(variable{arg: p.Name, typ: p.Type, preset: p.Value}))
		open = ","
	}
	return open
}

// skips tells whether an argument is left out because it is null.
func (w *writer) skips(a planner.Arg) bool {
	return w.skip && !a.Input.Meta.(*ast.Type).NonNull && a.Value.Null()
}

// arg declares a variable for an argument and returns the argument's text.
func (w *writer) arg(a planner.Arg) string {
	typ := a.Input.Meta.(*ast.Type)
	return a.Input.Name + ":$" + w.declare(variable{arg: a.Input.Name, typ: typ, client: true, param: a.Value.Param()})
}

// declarations writes the declarations of variables.
func declarations(vars []variable) string {
	if len(vars) == 0 {
		return ""
	}
	list := make([]string, len(vars))
	for i := range vars {
		list[i] = "$" + vars[i].name + ":" + vars[i].typ.String()
	}
	return "(" + strings.Join(list, ",") + ")"
}
