package grant

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// presetDirective marks an argument or input field that is always sent (section 5.2).
const presetDirective = "preset"

// sessionPrefix starts values that stand for session variables.
const sessionPrefix = "x-hasura-"

// misplaced refuses presets where none may be.
func (v *validation) misplaced(directives ast.DirectiveList) {
	if directives.ForName(presetDirective) != nil {
		v.fail("Preset directives can be defined only on INPUT_FIELD_DEFINITION or ARGUMENT_DEFINITION")
	}
}

// preset reads the preset of an argument or input field called name, nil when there is
// none or it is not valid.
func (v *validation) preset(name string, typ *ast.Type, directives ast.DirectiveList) *Preset {
	found := directives.ForNames(presetDirective)
	switch {
	case len(found) == 0:
		return nil
	case len(found) > 1:
		v.fail("found multiple preset directives at %q", name)
		return nil
	case len(found[0].Arguments) == 0:
		v.fail("no arguments found in the preset directive")
		return nil
	}
	value := found[0].Arguments.ForName("value")
	if value == nil {
		v.fail("preset argument \"value\" not found at %q", name)
		return nil
	}
	static := false
	if s := found[0].Arguments.ForName("static"); s != nil {
		if s.Value.Kind != ast.BooleanValue {
			v.fail("expected preset static value to be a Boolean value")
			return nil
		}
		static = s.Value.Raw == "true"
	}
	return v.presetValue(name, typ, value.Value, static)
}

func (v *validation) presetValue(name string, typ *ast.Type, value *ast.Value, static bool) *Preset {
	if typ.Elem != nil {
		return v.presetList(name, typ, value, static)
	}
	session := !static && isString(value) && strings.HasPrefix(strings.ToLower(value.Raw), sessionPrefix)
	kind, _ := v.server.Kind(typ.NamedType)
	switch {
	case kind == ast.InputObject:
		return v.presetObject(name, typ.NamedType, value, static)
	case session:
		p := &Preset{kind: sessionPreset, session: strings.ToLower(value.Raw), typ: typ.NamedType}
		if kind == ast.Enum {
			p.values = []string{}
			for _, e := range v.server.Types[typ.NamedType].EnumValues {
				p.values = append(p.values, e.Name)
			}
		}
		return p
	case kind == ast.Enum:
		return v.presetEnum(name, typ.NamedType, value)
	}
	if slices.Contains([]ast.ValueKind{ast.EnumValue, ast.ListValue, ast.ObjectValue, ast.Variable}, value.Kind) {
		v.fail("expected preset value %s of type %q to be a scalar value", value, typ.NamedType)
		return nil
	}
	return &Preset{kind: literalPreset, literal: upstream.Literal(value)}
}

func isString(v *ast.Value) bool { return v.Kind == ast.StringValue || v.Kind == ast.BlockValue }

func (v *validation) presetList(name string, typ *ast.Type, value *ast.Value, static bool) *Preset {
	if !static && isString(value) && strings.HasPrefix(strings.ToLower(value.Raw), sessionPrefix) {
		v.fail("illegal preset value at %q. Session arguments can only be set for singleton values", name)
		return nil
	}
	if value.Kind == ast.NullValue {
		return &Preset{kind: literalPreset, literal: planner.NullValue}
	}
	values := []*ast.Value{value}
	if value.Kind == ast.ListValue {
		values = nil
		for _, child := range value.Children {
			values = append(values, child.Value)
		}
	}
	list := &Preset{kind: listPreset}
	for _, item := range values {
		if !static && isString(item) && strings.HasPrefix(strings.ToLower(item.Raw), sessionPrefix) {
			v.fail("illegal preset value at %q. Session arguments can only be set for singleton values", name)
			return nil
		}
		if p := v.presetValue(name, typ.Elem, item, static); p != nil {
			list.items = append(list.items, p)
		}
	}
	return list
}

func (v *validation) presetEnum(name, typ string, value *ast.Value) *Preset {
	switch {
	case value.Kind == ast.NullValue:
		return &Preset{kind: literalPreset, literal: planner.NullValue}
	case value.Kind != ast.EnumValue:
		v.fail("expected preset value %s of type %q at %q to be an enum value", value, typ, name)
		return nil
	case v.server.Types[typ].EnumValues.ForName(value.Raw) == nil:
		v.fail("%s not found in the enum: %q", value.Raw, typ)
		return nil
	}
	return &Preset{kind: literalPreset, literal: upstream.Literal(value)}
}

func (v *validation) presetObject(name, typ string, value *ast.Value, static bool) *Preset {
	switch value.Kind {
	case ast.NullValue:
		return &Preset{kind: literalPreset, literal: planner.NullValue}
	case ast.ObjectValue:
	default:
		v.fail("expected preset value %s of type %q at %q to be an input object value", value, typ, name)
		return nil
	}
	object := &Preset{kind: objectPreset}
	for _, child := range value.Children {
		field := v.server.Types[typ].Fields.ForName(child.Name)
		if field == nil {
			v.fail("%q does not exist in the input object %q", child.Name, typ)
			continue
		}
		if p := v.presetValue(child.Name, field.Type, child.Value, static); p != nil {
			object.members = append(object.members, member{name: child.Name, value: p})
		}
	}
	return object
}
