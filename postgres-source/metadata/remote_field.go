package metadata

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/weftql/weft/planner"
)

// Target reads RemoteField: one field per level, each with its arguments. It checks the
// form (contract/remote-schemas-and-joins.md 6.1), with the contract's messages; whether
// the remote server has the fields is for whoever lands the link.
func (to *ToRemoteSchema) Target() (planner.ToField, error) {
	var target planner.ToField
	level, err := planner.ParseValue(to.RemoteField)
	if err != nil {
		return target, err
	}
	for level != nil {
		step, next, err := readStep(level)
		if err != nil {
			return target, err
		}
		target.Steps = append(target.Steps, step)
		level = next
	}
	return target, nil
}

// readStep reads one level and returns the one below, nil at the leaf.
func readStep(level *planner.Value) (step planner.FieldStep, below *planner.Value, err error) {
	switch {
	case level.Kind != planner.Object:
		return step, nil, errors.New("remote_field must be an object")
	case len(level.Members) == 0:
		return step, nil, errors.New("Expecting one single mapping, received none.")
	case len(level.Members) > 1:
		return step, nil, errors.New("Expecting one single mapping, received too many.")
	}
	field := level.Members[0]
	if field.Value.Kind != planner.Object {
		return step, nil, fmt.Errorf("field %q must be an object", field.Name)
	}
	arguments := field.Value.Member("arguments")
	if arguments == nil || arguments.Kind != planner.Object {
		return step, nil, fmt.Errorf("arguments of field %q must be an object", field.Name)
	}
	template, err := readTemplate(arguments)
	if below = field.Value.Member("field"); below.IsNull() {
		below = nil
	}
	return planner.FieldStep{Name: field.Name, Args: template.Object}, below, err
}

var variableName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// readTemplate reads a value in which a string `$name` stands for a value of the key.
func readTemplate(v *planner.Value) (planner.Template, error) {
	switch v.Kind {
	case planner.Null:
		return planner.Template{}, errors.New("null is not allowed here")
	case planner.String:
		return readHole(v)
	case planner.Number:
		return planner.Template{Literal: literalNumber(v.Text)}, nil
	case planner.Object:
		return readObjectTemplate(v)
	case planner.List:
		return readListTemplate(v)
	}
	return planner.Template{Literal: v}, nil
}

func readHole(v *planner.Value) (planner.Template, error) {
	name, hole := strings.CutPrefix(v.Text, "$")
	switch {
	case !hole:
		return planner.Template{Literal: v}, nil
	case name == "":
		return planner.Template{}, errors.New("Empty variable name")
	case !variableName.MatchString(name):
		return planner.Template{}, fmt.Errorf("Invalid variable name '%s'", name)
	}
	return planner.Template{Key: name}, nil
}

// literalNumber tells integers from floats, as GraphQL's literals do.
func literalNumber(text string) *planner.Value {
	if strings.ContainsAny(text, ".eE") {
		return &planner.Value{Kind: planner.Float, Text: text}
	}
	return &planner.Value{Kind: planner.Int, Text: text}
}

func readObjectTemplate(v *planner.Value) (planner.Template, error) {
	t := planner.Template{Object: make([]planner.TemplateArg, 0, len(v.Members))}
	for _, m := range v.Members {
		value, err := readTemplate(m.Value)
		if err != nil {
			return t, err
		}
		t.Object = append(t.Object, planner.TemplateArg{Name: m.Name, Value: value})
	}
	return t, nil
}

func readListTemplate(v *planner.Value) (planner.Template, error) {
	t := planner.Template{List: make([]planner.Template, 0, len(v.Items))}
	for _, item := range v.Items {
		value, err := readTemplate(item)
		if err != nil {
			return t, err
		}
		t.List = append(t.List, value)
	}
	return t, nil
}
