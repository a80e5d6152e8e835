package grant

import (
	"maps"
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// hidePresets takes input objects of which every field is preset out of the role's schema:
// what holds one is then preset itself, to the whole object (section 5.2).
func (v *validation) hidePresets() {
	for {
		whole := v.wholly()
		if whole == "" {
			return
		}
		preset := &Preset{kind: objectPreset, members: v.grant.inputs[whole]}
		delete(v.grant.Schema.Types, whole)
		delete(v.grant.inputs, whole)
		for _, name := range slices.Sorted(maps.Keys(v.grant.Schema.Types)) {
			v.presetHolders(v.grant.Schema.Types[name], whole, preset)
		}
	}
}

// wholly returns the name of an input object without a field left, or "".
func (v *validation) wholly() string {
	for _, name := range slices.Sorted(maps.Keys(v.grant.Schema.Types)) {
		def := v.grant.Schema.Types[name]
		if def.Kind == ast.InputObject && len(def.Fields) == 0 && len(v.grant.inputs[name]) > 0 {
			return name
		}
	}
	return ""
}

// presetHolders presets the arguments and input fields of def that hold the type.
func (v *validation) presetHolders(def *ast.Definition, typ string, preset *Preset) {
	if def.Kind == ast.InputObject {
		def.Fields = slices.DeleteFunc(def.Fields, func(f *ast.FieldDefinition) bool {
			if f.Type.Name() != typ {
				return false
			}
			v.grant.inputs[def.Name] = append(v.grant.inputs[def.Name], member{name: f.Name, value: inLists(f.Type, preset)})
			return true
		})
		return
	}
	for _, f := range def.Fields {
		f.Arguments = slices.DeleteFunc(f.Arguments, func(a *ast.ArgumentDefinition) bool {
			if a.Type.Name() != typ {
				return false
			}
			at := def.Name + "." + f.Name
			v.grant.args[at] = append(v.grant.args[at], Arg{Name: a.Name, Type: a.Type, Value: inLists(a.Type, preset)})
			return true
		})
	}
}

// inLists wraps a preset in the lists that a type has around its name.
func inLists(typ *ast.Type, preset *Preset) *Preset {
	if typ.Elem == nil {
		return preset
	}
	return &Preset{kind: listPreset, items: []*Preset{inLists(typ.Elem, preset)}}
}
