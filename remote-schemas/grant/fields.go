package grant

import (
	"github.com/vektah/gqlparser/v2/ast"
)

// fields compares the fields of an object or interface type.
func (v *validation) fields(def, own *ast.Definition) ast.FieldList {
	var fields ast.FieldList
	var names []string
	kind := kindNames[def.Kind]
	for _, f := range def.Fields {
		names = append(names, f.Name)
		v.misplaced(f.Directives)
		has := own.Fields.ForName(f.Name)
		if has == nil {
			v.fail("field %q does not exist in the %q: %q", f.Name, kind, def.Name)
			continue
		}
		v.sameType(f.Name, kind+" field", has.Type, f.Type)
		fields = append(fields, &ast.FieldDefinition{
			Name: f.Name, Description: described(f.Description, has.Description), Type: has.Type, Arguments: v.arguments(def, f, has),
		})
	}
	v.repeated("duplicate fields: %s", names)
	return fields
}

func (v *validation) sameType(name, what string, own, given *ast.Type) {
	if own.String() != given.String() {
		v.fail("expected type of %q(%q) to be %s but received %s", name, what, own, given)
	}
}

// arguments compares the arguments of a field and notes the preset ones.
func (v *validation) arguments(def *ast.Definition, f, own *ast.FieldDefinition) ast.ArgumentDefinitionList {
	var args ast.ArgumentDefinitionList
	var names []string
	for _, a := range f.Arguments {
		names = append(names, a.Name)
		has := own.Arguments.ForName(a.Name)
		if has == nil {
			v.fail("input argument %q does not exist in the input object:%q", a.Name, f.Name)
			continue
		}
		v.sameType(a.Name, "Input object argument", has.Type, a.Type)
		v.sameDefault(a.Name, f.Name, has.DefaultValue, a.DefaultValue)
		if preset := v.preset(a.Name, has.Type, a.Directives); preset != nil {
			at := def.Name + "." + f.Name
			v.grant.args[at] = append(v.grant.args[at], Arg{Name: a.Name, Type: has.Type, Value: preset})
			continue
		}
		args = append(args, &ast.ArgumentDefinition{
			Name: a.Name, Description: described(a.Description, has.Description), Type: has.Type, DefaultValue: has.DefaultValue,
		})
	}
	v.repeated("duplicate arguments: %s", names)
	var required []string
	for _, a := range own.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			required = append(required, a.Name)
		}
	}
	v.required(f.Name, required, names)
	return args
}

// inputFields compares the fields of an input object and notes the preset ones.
func (v *validation) inputFields(def, own *ast.Definition) ast.FieldList {
	var fields ast.FieldList
	var names, required []string
	for _, f := range def.Fields {
		names = append(names, f.Name)
		has := own.Fields.ForName(f.Name)
		if has == nil {
			v.fail("input argument %q does not exist in the input object:%q", f.Name, def.Name)
			continue
		}
		v.sameType(f.Name, "Input object argument", has.Type, f.Type)
		v.sameDefault(f.Name, def.Name, has.DefaultValue, f.DefaultValue)
		if preset := v.preset(f.Name, has.Type, f.Directives); preset != nil {
			v.grant.inputs[def.Name] = append(v.grant.inputs[def.Name], member{name: f.Name, value: preset})
			continue
		}
		fields = append(fields, &ast.FieldDefinition{
			Name: f.Name, Description: described(f.Description, has.Description), Type: has.Type, DefaultValue: has.DefaultValue,
		})
	}
	v.repeated("duplicate fields: %s", names)
	for _, f := range own.Fields {
		if f.Type.NonNull && f.DefaultValue == nil {
			required = append(required, f.Name)
		}
	}
	v.required(def.Name, required, names)
	return fields
}

func (v *validation) required(field string, required, given []string) {
	if gone := missing(required, given); gone != nil {
		v.fail("field: %q expects the following non nullable arguments to be present: %s", field, listed(gone))
	}
}

func (v *validation) sameDefault(name, object string, own, given *ast.Value) {
	want, got := printed(own), printed(given)
	if want != got {
		// The missing space is the contract's.
		v.fail("expected default value of input value: %qof input object %q to be %s but received %s", name, object, want, got)
	}
}

func printed(v *ast.Value) string {
	if v == nil {
		return ""
	}
	return v.String()
}
