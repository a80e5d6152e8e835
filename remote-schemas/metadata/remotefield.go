package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/weftql/weft/planner"
)

// RemoteField is one field on the way to what a relationship to a remote schema joins,
// with its argument template (section 6.1).
type RemoteField struct {
	Name      string
	Arguments []Argument // in written order
	Field     *RemoteField
}

// Argument is one argument of a [RemoteField].
type Argument = planner.TemplateArg

// UnmarshalJSON reads `{"<field>": {"arguments": {...}, "field": {...}}}`.
func (f *RemoteField) UnmarshalJSON(data []byte) error {
	var levels map[string]json.RawMessage
	if err := json.Unmarshal(data, &levels); err != nil {
		return err
	}
	switch len(levels) {
	case 0:
		return errors.New("Expecting one single mapping, received none.")
	case 1:
	default:
		return errors.New("Expecting one single mapping, received too many.")
	}
	for name, body := range levels {
		var v struct {
			Arguments *json.RawMessage `json:"arguments"`
			Field     *RemoteField     `json:"field"`
		}
		if err := decode(body, &v); err != nil {
			return err
		}
		if v.Arguments == nil {
			return absent("arguments")
		}
		arguments, err := readObject(*v.Arguments)
		if err != nil {
			return err
		}
		*f = RemoteField{Name: name, Arguments: arguments, Field: v.Field}
	}
	return nil
}

// MarshalJSON writes the field as it is read.
func (f RemoteField) MarshalJSON() ([]byte, error) {
	type level struct {
		Arguments json.RawMessage `json:"arguments"`
		Field     *RemoteField    `json:"field,omitempty"`
	}
	return json.Marshal(map[string]level{f.Name: {Arguments: appendObject(nil, f.Arguments), Field: f.Field}})
}

// Steps returns the way from the root field to the leaf as the planner knows it.
func (f *RemoteField) Steps() []planner.FieldStep {
	var steps []planner.FieldStep
	for ; f != nil; f = f.Field {
		steps = append(steps, planner.FieldStep{Name: f.Name, Args: f.Arguments})
	}
	return steps
}

// readObject reads the members of a template object in written order.
func readObject(data []byte) ([]Argument, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("arguments must be an object")
	}
	args := []Argument{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, err
		}
		value, err := readTemplate(raw)
		if err != nil {
			return nil, err
		}
		args = append(args, Argument{Name: fmt.Sprint(key), Value: value})
	}
	return args, nil
}

var variableName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// readTemplate reads an argument's value: strings that start with `$` are holes.
func readTemplate(data []byte) (planner.Template, error) {
	data = bytes.TrimSpace(data)
	switch data[0] {
	case 'n':
		return planner.Template{}, errors.New("null is not allowed here")
	case 't', 'f':
		return literal(planner.Boolean, string(data)), nil
	case '"':
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return planner.Template{}, err
		}
		return readString(text)
	case '{':
		members, err := readObject(data)
		return planner.Template{Object: members}, err
	case '[':
		return readList(data)
	}
	if bytes.ContainsAny(data, ".eE") {
		return literal(planner.Float, string(data)), nil
	}
	return literal(planner.Int, string(data)), nil
}

func readString(text string) (planner.Template, error) {
	name, hole := strings.CutPrefix(text, "$")
	switch {
	case !hole:
		return literal(planner.String, text), nil
	case name == "":
		return planner.Template{}, errors.New("Empty variable name")
	case !variableName.MatchString(name):
		return planner.Template{}, fmt.Errorf("Invalid variable name '%s'", name)
	}
	return planner.Template{Key: name}, nil
}

func readList(data []byte) (planner.Template, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return planner.Template{}, err
	}
	items := []planner.Template{}
	for _, r := range raw {
		item, err := readTemplate(r)
		if err != nil {
			return planner.Template{}, err
		}
		items = append(items, item)
	}
	return planner.Template{List: items}, nil
}

func literal(kind planner.ValueKind, text string) planner.Template {
	return planner.Template{Literal: &planner.Value{Kind: kind, Text: text}}
}

func appendObject(dst []byte, members []Argument) []byte {
	dst = append(dst, '{')
	for i, m := range members {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(planner.AppendJSONString(dst, m.Name), ':')
		dst = appendTemplate(dst, &m.Value)
	}
	return append(dst, '}')
}

func appendTemplate(dst []byte, t *planner.Template) []byte {
	switch {
	case t.Key != "":
		return planner.AppendJSONString(dst, "$"+t.Key)
	case t.Literal != nil:
		return t.Literal.AppendJSON(dst)
	case t.List != nil:
		dst = append(dst, '[')
		for i := range t.List {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendTemplate(dst, &t.List[i])
		}
		return append(dst, ']')
	}
	return appendObject(dst, t.Object)
}
