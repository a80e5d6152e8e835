package actions

import (
	"fmt"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/planner"
)

// check tells whether custom types are valid by themselves (section 4.2). Tables that
// relationships lead to are looked at by the source they are in.
func (t *types) check(custom *metadata.CustomTypes) *planner.Fault {
	c := &typeCheck{types: t}
	c.names(custom)
	for i := range custom.InputObjects {
		c.inputObject(&custom.InputObjects[i])
	}
	for i := range custom.Objects {
		c.object(&custom.Objects[i])
	}
	for i := range custom.Enums {
		c.enum(&custom.Enums[i])
	}
	const failed = "validation for the given custom types failed "
	switch len(c.reasons) {
	case 0:
		return nil
	case 1:
		return planner.Faultf(planner.CodeConstraintViolation, nil, failed+"because %s", c.reasons[0])
	}
	return planner.Faultf(planner.CodeConstraintViolation, nil, failed+"for the following reasons:\n • %s", strings.Join(c.reasons, "\n • "))
}

// typeCheck collects the reasons why custom types are not valid.
type typeCheck struct {
	types   *types
	reasons []string
}

func (c *typeCheck) fail(format string, args ...any) {
	c.reasons = append(c.reasons, fmt.Sprintf(format, args...))
}

// names checks that no two types share a name, across all kinds and with built-in scalars.
func (c *typeCheck) names(custom *metadata.CustomTypes) {
	all := []string{"Int", "Float", "String", "Boolean", "ID"}
	for i := range custom.Scalars {
		all = append(all, custom.Scalars[i].Name)
	}
	for i := range custom.InputObjects {
		all = append(all, custom.InputObjects[i].Name)
	}
	for i := range custom.Objects {
		all = append(all, custom.Objects[i].Name)
	}
	for i := range custom.Enums {
		all = append(all, custom.Enums[i].Name)
	}
	if twice := repeated(all); twice != "" {
		c.fail("duplicate type names: %s", twice)
	}
}

func (c *typeCheck) inputObject(in *metadata.InputObject) {
	names := make([]string, len(in.Fields))
	for i, f := range in.Fields {
		names[i] = f.Name
		if typ := f.Type.Name(); !c.types.input(typ) {
			c.fail("the type %q for field %q in input object %q does not exist or is not a scalar, enum or input object", typ, f.Name, in.Name)
		}
	}
	if twice := repeated(names); twice != "" {
		c.fail("multiple fields are defined with the same name in input object %q: %s", in.Name, twice)
	}
	if len(names) == 0 {
		c.fail("input object %q has no fields", in.Name)
	}
}

func (c *typeCheck) object(o *metadata.Object) {
	var names []string
	for i := range o.Fields {
		f := &o.Fields[i]
		names = append(names, f.Name)
		if typ := f.Type.Name(); !c.types.output(typ) {
			c.fail("the type %q for field %q in object %q does not exist or is not a scalar, enum or object", typ, f.Name, o.Name)
		}
	}
	if len(names) == 0 {
		c.fail("object %q has no fields", o.Name)
	}
	for i := range o.Relationships {
		r := &o.Relationships[i]
		names = append(names, r.Name)
		c.relationship(o, r)
	}
	if twice := repeated(names); twice != "" {
		c.fail("multiple fields or relationships are defined with the same name in object %q: %s", o.Name, twice)
	}
}

func (c *typeCheck) relationship(o *metadata.Object, r *metadata.Relationship) {
	if r.Source != o.Relationships[0].Source {
		c.fail("the object %q has relationships to more than one source: %q and %q", o.Name, o.Relationships[0].Source, r.Source)
	}
	for name := range r.FieldMapping {
		i := slices.IndexFunc(o.Fields, func(f metadata.Field) bool { return f.Name == name })
		switch {
		case i < 0:
			c.fail("the field %q for relationship %q does not exist in object %q", name, r.Name, o.Name)
		case o.Fields[i].Type.Elem != nil:
			c.fail("the type of field %q for relationship %q in object %q is a list type", name, r.Name, o.Name)
		}
	}
}

func (c *typeCheck) enum(e *metadata.Enum) {
	names := make([]string, len(e.Values))
	for i := range e.Values {
		names[i] = e.Values[i].Value
	}
	if len(names) == 0 {
		c.fail("the enum type %q has no values", e.Name)
	}
	if twice := repeated(names); twice != "" {
		c.fail("the enum type %q has duplicate values: %s", e.Name, twice)
	}
}

// repeated lists, quoted, the names that occur more than once; "" when none does.
func repeated(names []string) string {
	sorted := slices.Sorted(slices.Values(names))
	var twice []string
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			twice = append(twice, fmt.Sprintf("%q", sorted[i]))
		}
	}
	return strings.Join(slices.Compact(twice), ", ")
}
