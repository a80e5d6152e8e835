package schema

import (
	"fmt"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// fieldOf reads the remote field of a relationship: one field per level, each with its
// arguments (contract/remote-schemas-and-joins.md 6.1). Form is what it checks; whether the
// remote server has the fields is for the landing source.
func fieldOf(to *metadata.ToRemoteSchema) (planner.ToField, error) {
	var target planner.ToField
	level, err := planner.ParseValue(to.RemoteField)
	if err != nil {
		return target, fmt.Errorf("remote field: %w", err)
	}
	for level != nil {
		if level.Kind != planner.Object || len(level.Members) != 1 {
			return target, fmt.Errorf("remote field: expecting one single mapping, received %d", len(level.Members))
		}
		field := level.Members[0]
		arguments := field.Value.Member("arguments")
		if arguments == nil || arguments.Kind != planner.Object {
			return target, fmt.Errorf("remote field %s: arguments must be an object", field.Name)
		}
		args, err := templateOf(arguments)
		if err != nil {
			return target, fmt.Errorf("remote field %s: %w", field.Name, err)
		}
		target.Steps = append(target.Steps, planner.FieldStep{Name: field.Name, Args: args.Object})
		level = field.Value.Member("field")
	}
	return target, nil
}

// templateOf reads a value in which a string `$name` stands for a value of the key.
func templateOf(v *planner.Value) (planner.Template, error) {
	switch v.Kind {
	case planner.Null:
		return planner.Template{}, fmt.Errorf("null is not allowed here")
	case planner.String:
		if key, ok := strings.CutPrefix(v.Text, "$"); ok {
			return planner.Template{Key: key}, nil
		}
	case planner.Number:
		return planner.Template{Literal: literalNumber(v.Text)}, nil
	case planner.Object:
		return objectTemplate(v)
	case planner.List:
		return listTemplate(v)
	}
	return planner.Template{Literal: v}, nil
}

// literalNumber tells integers from floats, as GraphQL's literals do.
func literalNumber(text string) *planner.Value {
	if strings.ContainsAny(text, ".eE") {
		return &planner.Value{Kind: planner.Float, Text: text}
	}
	return &planner.Value{Kind: planner.Int, Text: text}
}

func objectTemplate(v *planner.Value) (planner.Template, error) {
	t := planner.Template{Object: make([]planner.TemplateArg, 0, len(v.Members))}
	for _, m := range v.Members {
		value, err := templateOf(m.Value)
		if err != nil {
			return t, err
		}
		t.Object = append(t.Object, planner.TemplateArg{Name: m.Name, Value: value})
	}
	return t, nil
}

func listTemplate(v *planner.Value) (planner.Template, error) {
	t := planner.Template{List: make([]planner.Template, 0, len(v.Items))}
	for _, item := range v.Items {
		value, err := templateOf(item)
		if err != nil {
			return t, err
		}
		t.List = append(t.List, value)
	}
	return t, nil
}
