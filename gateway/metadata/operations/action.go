package operations

import (
	"encoding/json"
	"slices"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// actionOperations edit actions and their types (contract/events-actions-rest.md 4).
var actionOperations = []Operation{
	{"create_action", decodeCreateAction},
	{"update_action", decodeUpdateAction},
	{"drop_action", decodeDropAction},
	{"create_action_permission", decodeCreateActionPermission},
	{"drop_action_permission", decodeDropActionPermission},
	{"set_custom_types", decodeSetCustomTypes},
}

const customTypesObject = "custom_types custom_types"

func actionObject(name string) string { return "action " + name }

func (d *Draft) actionIndex(name string) int {
	return slices.IndexFunc(d.doc.Actions, func(a actions.Action) bool { return a.Name == name })
}

// action returns the index of an action.
func (d *Draft) action(name string) (int, error) {
	i := d.actionIndex(name)
	if i < 0 {
		return 0, fault(planner.CodeNotExists, "action with name %q does not exist", name)
	}
	return i, nil
}

func decodeCreateAction(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	a := element(o, own[actions.Action], "name", "definition", "comment")
	checkTransforms(o, a.Definition.RequestTransform, a.Definition.ResponseTransform)
	return decoded(o, func(d *Draft) (Outcome, error) {
		if d.actionIndex(a.Name) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "action with name %q already exists", a.Name)
		}
		d.doc.Actions = append(d.doc.Actions, a)
		return altered(actionObject(a.Name))
	})
}

func decodeUpdateAction(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	a := element(o, own[actions.Action], "name", "definition", "comment")
	checkTransforms(o, a.Definition.RequestTransform, a.Definition.ResponseTransform)
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.action(a.Name)
		if err != nil {
			return Outcome{}, err
		}
		fresh := a
		fresh.Permissions = d.doc.Actions[i].Permissions
		d.doc.Actions[i] = fresh
		return altered(actionObject(a.Name))
	})
}

func decodeDropAction(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, clearData := o.Name("name"), o.Flag("clear_data", true)
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.action(name)
		if err != nil {
			return Outcome{}, err
		}
		d.doc.Actions = slices.Delete(d.doc.Actions, i, i+1)
		out := Outcome{}
		if clearData {
			out.ClearedActions = []string{name}
		}
		return out, nil
	})
}

func actionPermission(a *actions.Action, role string) int {
	return slices.IndexFunc(a.Permissions, func(p actions.Permission) bool { return p.Role == role })
}

func decodeCreateActionPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, p := o.Name("action"), actions.Permission{Role: o.Name("role"), Comment: o.Comment("comment")}
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.action(name)
		if err != nil {
			return Outcome{}, err
		}
		a := &d.doc.Actions[i]
		if actionPermission(a, p.Role) >= 0 {
			return Outcome{}, fault(planner.CodeAlreadyExists, "permission for role %q is already defined on %q", p.Role, name)
		}
		a.Permissions = append(slices.Clip(a.Permissions), p)
		return altered("action_permission " + p.Role + " permission in " + name)
	})
}

func decodeDropActionPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, role := o.Name("action"), o.Name("role")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.action(name)
		if err != nil {
			return Outcome{}, err
		}
		a := &d.doc.Actions[i]
		p := actionPermission(a, role)
		if p < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "permission for role: %q is not defined on %q", role, name)
		}
		a.Permissions = slices.Delete(slices.Clone(a.Permissions), p, p+1)
		return removed()
	})
}

func decodeSetCustomTypes(args json.RawMessage, path *planner.Path) (Edit, error) {
	types, err := own[actions.CustomTypes](args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		d.doc.CustomTypes = types
		return altered(customTypesObject)
	}, nil
}
