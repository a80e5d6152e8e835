package legacy

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// insertBody is a decoded insert.
type insertBody struct {
	objects   []*planner.Value
	conflict  *conflictBody // nil when absent
	returning returningBody
}

// returningBody is a list of columns that may be absent.
type returningBody struct {
	names []string
	given bool
}

func decodeReturning(o object) returningBody {
	names, given := o.texts("returning")
	return returningBody{names, given}
}

func decodeInsert(o object) body {
	b := &insertBody{objects: o.asList(o.need("objects"), o.at("objects")), returning: decodeReturning(o)}
	for i, v := range b.objects {
		open(v, o.at("objects").Index(i), o.fault)
	}
	if v := o.opt("on_conflict"); v != nil {
		b.conflict = decodeConflict(open(v, o.at("on_conflict"), o.fault))
	}
	return b
}

func (b *insertBody) resolve(r *resolver, t *model.Table) (Operation, error) {
	if err := r.mayChange(t, t.SQL.Insertable, "insertable"); err != nil {
		return nil, err
	}
	p := r.permissions(t)
	if p.Insert == nil {
		return nil, r.refused("insert", t, r.path, "")
	}
	i := &Insert{Table: t, Objects: b.objects, Validation: validation(p.Insert.ValidateInput, b.objects...)}
	var err error
	if i.Returning, err = r.returning(b.returning, t); err != nil {
		return nil, err
	}
	if len(b.objects) == 0 {
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, r.path, "objects should not be empty")
	}
	given, err := r.given(b.objects, t, p.Insert)
	if err != nil {
		return nil, err
	}
	if b.conflict != nil {
		i.Conflict, err = r.conflict(b.conflict, t, given, p.Update, r.path.Key("on_conflict"))
	}
	return i, err
}

// returning are the columns to be shown of what was written.
func (r *resolver) returning(b returningBody, t *model.Table) ([]*model.Column, error) {
	if !b.given {
		return nil, nil
	}
	path := r.path.Key("returning")
	p, err := r.selectPermission(t, path, `; "returning" can only be used if the role has "select" permission on the table`)
	if err != nil {
		return nil, err
	}
	return r.readableAll(t, p, b.names, path)
}

// given checks the objects' values and returns the columns that any object gives.
func (r *resolver) given(objects []*planner.Value, t *model.Table, p *model.InsertPermission) (map[*model.Column]bool, error) {
	columns := map[*model.Column]bool{}
	for i, object := range objects {
		path := r.path.Key("objects").Index(i)
		for _, m := range object.Members {
			col, err := r.insertable(t, p, m.Name, path)
			if err != nil {
				return nil, err
			}
			if fault := model.CheckValue(col, m.Value, path.Key(m.Name)); fault != nil {
				return nil, fault
			}
			columns[col] = true
		}
	}
	return columns, nil
}

func (r *resolver) insertable(t *model.Table, p *model.InsertPermission, name string, path *planner.Path) (*model.Column, error) {
	col := t.Column(name)
	switch {
	case col == nil && t.Relationship(name) != nil:
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path,
			"expecting a database column; but, %q is a relationship; relationships can't be inserted", name)
	case col == nil:
		return nil, missing(name, path)
	case !slices.Contains(p.Columns, col):
		return nil, planner.Faultf(planner.CodeNotSupported, path, "column %q is not insertable for role %q", name, r.role.Name)
	}
	return col, nil
}
