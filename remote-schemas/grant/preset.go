package grant

import (
	"strconv"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Preset is a value that is always sent: a literal, a session variable, or an object of
// them. It is immutable.
type Preset struct {
	literal *planner.Value
	session string    // lower-case name of a session variable
	typ     string    // the scalar or enum the session variable is coerced to
	values  []string  // of the enum
	members []member  // an object
	items   []*Preset // a list
	kind    presetKind
}

type presetKind uint8

const (
	literalPreset presetKind = iota
	sessionPreset
	objectPreset
	listPreset
)

// member is a preset field of an input object.
type member struct {
	name  string
	value *Preset
}

// Resolve returns the value in one session, or the fault that a session variable is
// missing or cannot be coerced (section 5.2).
func (p *Preset) Resolve(session *planner.Session) (*planner.Value, error) {
	switch p.kind {
	case sessionPreset:
		return p.fromSession(session)
	case objectPreset:
		v := &planner.Value{Kind: planner.Object}
		for _, m := range p.members {
			resolved, err := m.value.Resolve(session)
			if err != nil {
				return nil, err
			}
			v.Members = append(v.Members, planner.Member{Name: m.name, Value: resolved})
		}
		return v, nil
	case listPreset:
		v := &planner.Value{Kind: planner.List}
		for _, item := range p.items {
			resolved, err := item.Resolve(session)
			if err != nil {
				return nil, err
			}
			v.Items = append(v.Items, resolved)
		}
		return v, nil
	}
	return p.literal, nil
}

func (p *Preset) fromSession(session *planner.Session) (*planner.Value, error) {
	text, set := session.Variable(p.session)
	if !set {
		return nil, &planner.Fault{
			Code: planner.CodeNotFound, Status: 400, Refused: true, Message: strconv.Quote(p.session) + " session variable expected, but not found",
		}
	}
	switch {
	case p.values != nil:
		for _, value := range p.values {
			if value == text {
				return &planner.Value{Kind: planner.Enum, Text: text}, nil
			}
		}
		return nil, coercion("%q is not one of the valid enum values", text)
	case p.typ == "Int":
		i, err := strconv.ParseInt(text, 10, 32)
		if err != nil {
			return nil, coercion("%q cannot be coerced into an Int value", text)
		}
		return planner.IntValue(i), nil
	case p.typ == "Float":
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f-f != 0 { // infinities and NaN are no JSON numbers
			return nil, coercion("%q cannot be coerced into a Float value", text)
		}
		return &planner.Value{Kind: planner.Float, Text: strconv.FormatFloat(f, 'g', -1, 64)}, nil
	case p.typ == "Boolean":
		if text != "true" && text != "false" {
			return nil, coercion("%q cannot be coerced into a Boolean value", text)
		}
		return &planner.Value{Kind: planner.Boolean, Text: text}, nil
	}
	return planner.StringValue(text), nil
}

func coercion(format, text string) *planner.Fault {
	f := planner.Faultf(planner.CodeCoercionError, nil, format, text)
	f.Refused = true
	return f
}

// Apply returns the value with the presets of its input objects put in; v is not changed.
// typ is in the server's names.
func (g *Grant) Apply(typ *ast.Type, v *planner.Value, session *planner.Session) (*planner.Value, error) {
	switch {
	case !g.Within(typ.Name()):
		return v, nil
	case v.Kind == planner.List && typ.Elem != nil:
		list := &planner.Value{Kind: planner.List, Items: make([]*planner.Value, len(v.Items))}
		for i, item := range v.Items {
			applied, err := g.Apply(typ.Elem, item, session)
			if err != nil {
				return nil, err
			}
			list.Items[i] = applied
		}
		return list, nil
	case v.Kind == planner.Object:
		return g.applyObject(g.Schema.Types[typ.Name()], v, session)
	}
	return v, nil
}

func (g *Grant) applyObject(def *ast.Definition, v *planner.Value, session *planner.Session) (*planner.Value, error) {
	object := &planner.Value{Kind: planner.Object}
	for _, m := range v.Members {
		applied := m.Value
		if f := def.Fields.ForName(m.Name); f != nil {
			var err error
			if applied, err = g.Apply(f.Type, m.Value, session); err != nil {
				return nil, err
			}
		}
		object.Members = append(object.Members, planner.Member{Name: m.Name, Value: applied})
	}
	for _, preset := range g.inputs[def.Name] {
		resolved, err := preset.value.Resolve(session)
		if err != nil {
			return nil, err
		}
		object.Members = append(object.Members, planner.Member{Name: preset.name, Value: resolved})
	}
	return object, nil
}
