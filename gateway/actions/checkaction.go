package actions

import (
	"errors"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/planner"
)

// check tells whether an action can be used (section 4.2).
func (s *Source) check(a *action) *planner.Fault {
	if s.actions[a.Name] != nil {
		return planner.Faultf(planner.CodeAlreadyExists, nil, "action with name %q already exists", a.Name)
	}
	d := &a.Definition
	names := make([]string, len(d.Arguments))
	for i := range d.Arguments {
		names[i] = d.Arguments[i].Name
		if typ := d.Arguments[i].Type.Name(); !s.types.input(typ) {
			return planner.Faultf(planner.CodeInvalidParams, nil,
				"the type: %q is not defined in custom types or it is not a scalar/enum/input_object", typ)
		}
	}
	if twice := repeated(names); twice != "" {
		return planner.Faultf(planner.CodeInvalidParams, nil, "multiple arguments are defined with the same name: %s", twice)
	}
	if typ := d.OutputType.Name(); !s.types.output(typ) {
		return planner.Faultf(planner.CodeNotExists, nil, "the type: %q is not an object or scalar type defined in custom types", typ)
	}
	if fault := s.checkRelationships(d); fault != nil {
		return fault
	}
	if fault := s.checkAbilities(a); fault != nil {
		return fault
	}
	if err := a.readTransforms(); err != nil {
		return transformFault(a, err)
	}
	if err := s.caller.Check(a.hook); err != nil {
		return &planner.Fault{Code: planner.CodeUnexpected, Status: 400, Message: err.Error(), Cause: fmt.Errorf("action %s: %w", a.Name, err)}
	}
	return nil
}

// checkAbilities refuses what this server does not do: a setting is never passed over in
// silence.
func (s *Source) checkAbilities(a *action) *planner.Fault {
	switch {
	case a.asynchronous() && s.log == nil:
		return planner.Faultf(planner.CodeNotSupported, nil, "asynchronous actions need a metadata database")
	case a.asynchronous() && s.types.build(a.Name) != nil:
		return planner.Faultf(planner.CodeConstraintViolation, nil, "the asynchronous action %q has the name of a type", a.Name)
	}
	return nil
}

// checkRelationships checks that relationships of the output type map scalar fields, and
// that an asynchronous action does not combine them with nested objects.
func (s *Source) checkRelationships(d *metadata.Definition) *planner.Fault {
	o := s.types.objects[d.OutputType.Name()]
	if o == nil {
		return nil
	}
	nested := map[string]bool{}
	for i := range o.Fields {
		if s.types.objects[o.Fields[i].Type.Name()] != nil {
			nested[o.Fields[i].Name] = true
		}
	}
	for i := range o.Relationships {
		for field := range o.Relationships[i].FieldMapping {
			if nested[field] {
				return planner.Faultf(planner.CodeConstraintError, nil,
					"Relationships cannot be defined with nested object fields: %q", o.Relationships[i].Name)
			}
		}
	}
	if d.Kind != metadata.Asynchronous || len(o.Relationships) == 0 || len(nested) == 0 {
		return nil
	}
	first := slices.IndexFunc(o.Fields, func(f metadata.Field) bool { return nested[f.Name] })
	return planner.Faultf(planner.CodeConstraintError, nil,
		"Async action relations cannot be used with object fields: %q", o.Fields[first].Name)
}

// readTransforms reads the transforms of an action into its hook.
func (a *action) readTransforms() (err error) {
	if a.hook.Request, err = webhook.ParseRequestTransform(a.Definition.RequestTransform); err != nil {
		return err
	}
	a.hook.Response, err = webhook.ParseResponseTransform(a.Definition.ResponseTransform)
	return err
}

// transformFault is the fault of a transform that cannot be read.
func transformFault(a *action, err error) *planner.Fault {
	var transform *webhook.TransformError
	if errors.As(err, &transform) {
		return transform.Invalid()
	}
	return &planner.Fault{Code: planner.CodeParseFailed, Message: err.Error(), Cause: fmt.Errorf("action %s: %w", a.Name, err)}
}
