package legacy

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// updateBody is a decoded update.
type updateBody struct {
	where     *planner.Value
	set       []operatorBody
	returning returningBody
}

// operatorBody is one operator with its columns; the values are nil for $default.
type operatorBody struct {
	key     string
	op      AssignmentOp
	columns []planner.Member
}

func decodeUpdate(o object) body {
	b := &updateBody{where: o.need("where"), returning: decodeReturning(o)}
	set := "$set"
	if o.opt(set) == nil {
		set = "values"
	}
	b.set = []operatorBody{{"$set", ToValue, o.members(set)}, {"$inc", Plus, o.members("$inc")}, {"$mul", Times, o.members("$mul")}}
	defaults := operatorBody{key: "$default", op: ToDefault}
	names, _ := o.texts("$default")
	for _, name := range names {
		defaults.columns = append(defaults.columns, planner.Member{Name: name})
	}
	b.set = append(b.set, defaults)
	return b
}

func (b *updateBody) resolve(r *resolver, t *model.Table) (Operation, error) {
	if err := r.mayChange(t, t.SQL.Updatable, "updatable"); err != nil {
		return nil, err
	}
	p := r.permissions(t)
	if p.Update == nil {
		return nil, r.refused("update", t, r.path, "")
	}
	if _, err := r.selectPermission(t, r.path, onlyWithSelect("update")); err != nil {
		return nil, err
	}
	u := &Update{Table: t}
	var err error
	for _, op := range b.set {
		if err := r.assign(u, op, p.Update); err != nil {
			return nil, err
		}
	}
	if u.Returning, err = r.returning(b.returning, t); err != nil {
		return nil, err
	}
	if len(u.Set) == 0 && len(p.Update.Presets) == 0 {
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, r.path, "atleast one of $set, $inc, $mul has to be present")
	}
	if u.Where, err = r.where(t, b.where, r.path.Key("where")); err != nil {
		return nil, err
	}
	u.Validation = validation(p.Update.ValidateInput, b.input(r.model.Spelled(t, b.where)))
	return u, nil
}

// assign adds the assignments of one operator.
func (r *resolver) assign(u *Update, op operatorBody, p *model.UpdatePermission) error {
	path := r.path.Key(op.key)
	for _, m := range op.columns {
		col, err := r.updatable(u.Table, p, m.Name, path)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(u.Set, func(a Assignment) bool { return a.Column == col }) {
			return planner.Faultf(planner.CodeUnexpectedPayload, path, "column %q is set more than once", m.Name)
		}
		if m.Value != nil {
			if fault := model.CheckValue(col, m.Value, path.Key(m.Name)); fault != nil {
				return fault
			}
		}
		u.Set = append(u.Set, Assignment{Column: col, Op: op.op, Value: m.Value})
	}
	return nil
}

func (r *resolver) updatable(t *model.Table, p *model.UpdatePermission, name string, path *planner.Path) (*model.Column, error) {
	col := t.Column(name)
	switch {
	case col != nil && slices.ContainsFunc(p.Presets, func(preset model.Preset) bool { return preset.Column == col }):
		return nil, planner.Faultf(planner.CodeNotSupported, path,
			"column %q is not updatable for role %q; its value is predefined in permission", name, r.role.Name)
	case col == nil || !slices.Contains(p.Columns, col):
		return nil, r.noColumn("update", name, path)
	}
	return col, nil
}
