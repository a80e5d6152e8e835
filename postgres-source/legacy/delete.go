package legacy

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// deleteBody is a decoded delete.
type deleteBody struct {
	where     *planner.Value
	returning returningBody
}

func decodeDelete(o object) body {
	return &deleteBody{where: o.need("where"), returning: decodeReturning(o)}
}

func (b *deleteBody) resolve(r *resolver, t *model.Table) (Operation, error) {
	if err := r.mayChange(t, t.SQL.Deletable, "deletable"); err != nil {
		return nil, err
	}
	p := r.permissions(t)
	if p.Delete == nil {
		return nil, r.refused("delete", t, r.path, "")
	}
	if _, err := r.selectPermission(t, r.path, onlyWithSelect("delete")); err != nil {
		return nil, err
	}
	d := &Delete{Table: t}
	var err error
	if d.Returning, err = r.returning(b.returning, t); err != nil {
		return nil, err
	}
	if d.Where, err = r.where(t, b.where, r.path.Key("where")); err != nil {
		return nil, err
	}
	where := &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "where", Value: r.model.Spelled(t, b.where)}}}
	d.Validation = validation(p.Delete.ValidateInput, where)
	return d, nil
}
