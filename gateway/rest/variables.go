package rest

import (
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net/http"
	"net/url"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/planner"
)

// variables are the values that a request gives an operation's variables: those of the
// query string, then of the body, then of the path, later ones winning
// (contract/events-actions-rest.md 8.2).
func variables(op *ast.OperationDefinition, call *server.Call, path map[string]string) (*planner.Value, error) {
	values := map[string]*planner.Value{}
	texts := func(given map[string][]string) error {
		for _, name := range slices.Sorted(maps.Keys(given)) {
			list := given[name]
			if err := setText(values, op, name, list[len(list)-1]); err != nil {
				return err
			}
		}
		return nil
	}
	if err := texts(call.Query); err != nil {
		return nil, err
	}
	form, body := readBody(call)
	if err := texts(form); err != nil {
		return nil, err
	}
	for _, m := range body {
		if op.VariableDefinitions.ForName(m.Name) == nil {
			return nil, undeclared(m.Name)
		}
		values[m.Name] = m.Value
	}
	for _, name := range slices.Sorted(maps.Keys(path)) {
		if err := setText(values, op, name, path[name]); err != nil {
			return nil, err
		}
	}
	out := &planner.Value{Kind: planner.Object}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if values[name] != nil {
			out.Members = append(out.Members, planner.Member{Name: name, Value: values[name]})
		}
	}
	return out, nil
}

// readBody returns the members of a JSON object, whatever Content-Type it is sent with, or
// else the values of a form. Any other body holds no variables.
func readBody(call *server.Call) (form url.Values, members []planner.Member) {
	if len(call.Body) == 0 {
		return nil, nil
	}
	if v, err := planner.ParseValue(call.Body); err == nil {
		if v.Kind == planner.Object {
			members = v.Members
		}
		return nil, members
	}
	media, _, err := mime.ParseMediaType(call.Header.Get("Content-Type"))
	if err != nil || media != "application/x-www-form-urlencoded" {
		return nil, nil
	}
	if form, err = url.ParseQuery(string(call.Body)); err != nil {
		return nil, nil
	}
	return form, nil
}

func undeclared(name string) error {
	return &planner.Fault{Code: planner.CodeBadRequest, Message: "Unexpected variable " + name, Status: http.StatusBadRequest}
}

// setText gives a variable a value that was written in a URL.
func setText(values map[string]*planner.Value, op *ast.OperationDefinition, name, text string) error {
	def := op.VariableDefinitions.ForName(name)
	if def == nil {
		return undeclared(name)
	}
	if def.Type.Elem != nil {
		return &planner.Fault{Code: planner.CodeBadRequest, Status: http.StatusBadRequest, Message: fmt.Sprintf(
			"List variables are not currently supported in URL or Query parameters. (Variable %s, with value %s)", name, text)}
	}
	values[name] = fromText(def.Type, text)
	return nil
}

// numeric are the types whose values are written as JSON scalars in a URL; those of all
// other types are strings.
var numeric = []string{"Boolean", "Int", "Float", "Number", "Double", "float8", "numeric"}

// fromText reads a value by its declared type; nil is no value at all.
func fromText(t *ast.Type, text string) *planner.Value {
	switch {
	case text == "" && t.NamedType == "Boolean":
		return planner.TrueValue
	case text == "" && !t.NonNull:
		return planner.NullValue
	case slices.Contains(numeric, t.NamedType) && json.Valid([]byte(text)):
		if v, err := planner.ParseValue([]byte(text)); err == nil {
			return v
		}
	}
	return planner.StringValue(text)
}
