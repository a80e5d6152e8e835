package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// fieldOf reads the remote field of a relationship: one field per level, each with its
// arguments (contract/remote-schemas-and-joins.md 6.1).
func fieldOf(to *metadata.ToRemoteSchema) (planner.ToField, error) {
	var target planner.ToField
	for level := to.RemoteField; level != nil; {
		var fields map[string]struct {
			Arguments json.RawMessage `json:"arguments"`
			Field     json.RawMessage `json:"field"`
		}
		if err := json.Unmarshal(level, &fields); err != nil {
			return target, fmt.Errorf("remote field: %w", err)
		}
		if len(fields) != 1 {
			return target, fmt.Errorf("remote field: expecting one single mapping, received %d", len(fields))
		}
		for name, field := range fields {
			args, err := readTemplate(field.Arguments)
			if err != nil {
				return target, fmt.Errorf("arguments of %s: %w", name, err)
			}
			target.Steps = append(target.Steps, planner.FieldStep{Name: name, Args: args.Object})
			level = field.Field
		}
		if bytes.Equal(level, []byte("null")) {
			level = nil
		}
	}
	return target, nil
}

// readTemplate reads JSON in which a string `$name` stands for a value of the key.
func readTemplate(text json.RawMessage) (planner.Template, error) {
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return decodeTemplate(decoder)
}

func decodeTemplate(d *json.Decoder) (planner.Template, error) {
	token, err := d.Token()
	if err != nil {
		return planner.Template{}, err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return decodeObject(d)
		}
		return decodeList(d)
	case string:
		if key, ok := strings.CutPrefix(v, "$"); ok {
			return planner.Template{Key: key}, nil
		}
		return planner.Template{Literal: planner.StringValue(v)}, nil
	case json.Number:
		return planner.Template{Literal: number(v.String())}, nil
	case bool:
		if v {
			return planner.Template{Literal: planner.TrueValue}, nil
		}
		return planner.Template{Literal: planner.FalseValue}, nil
	}
	return planner.Template{}, fmt.Errorf("null is not allowed here")
}

// number is a literal as GraphQL tells its kinds apart.
func number(text string) *planner.Value {
	if strings.ContainsAny(text, ".eE") {
		return &planner.Value{Kind: planner.Float, Text: text}
	}
	return &planner.Value{Kind: planner.Int, Text: text}
}

func decodeObject(d *json.Decoder) (planner.Template, error) {
	t := planner.Template{Object: []planner.TemplateArg{}}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return t, err
		}
		value, err := decodeTemplate(d)
		if err != nil {
			return t, err
		}
		t.Object = append(t.Object, planner.TemplateArg{Name: name.(string), Value: value})
	}
	_, err := d.Token()
	return t, err
}

func decodeList(d *json.Decoder) (planner.Template, error) {
	t := planner.Template{List: []planner.Template{}}
	for d.More() {
		item, err := decodeTemplate(d)
		if err != nil {
			return t, err
		}
		t.List = append(t.List, item)
	}
	_, err := d.Token()
	return t, err
}
