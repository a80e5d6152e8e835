package legacy

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// where reads a client's condition on rows of t; it names nothing that the role may not
// select.
func (r *resolver) where(t *model.Table, v *planner.Value, path *planner.Path) (model.BoolExp, error) {
	e, err := r.model.ReadCondition(t, v, path)
	if err != nil {
		return nil, err
	}
	return e, r.admits(e, path)
}

// admits refuses conditions on what the role may not select.
func (r *resolver) admits(e model.BoolExp, path *planner.Path) error {
	switch e := e.(type) {
	case *model.And:
		return r.admitsAll(e.Terms, path)
	case *model.Or:
		return r.admitsAll(e.Terms, path)
	case *model.Not:
		return r.admits(e.Term, path)
	case *model.Compare:
		return r.admitsCompare(e, path)
	case *model.Related:
		if _, err := r.related(e.Relationship, path); err != nil {
			return err
		}
		return r.admits(e.Where, path)
	case *model.Exists:
		if _, err := r.selectPermission(e.Table, path, ""); err != nil {
			return err
		}
		return r.admits(e.Where, path)
	case *model.RelatedByFunction:
		if _, err := r.selectPermission(e.Field.Returns, path, ""); err != nil {
			return err
		}
		return r.admits(e.Where, path)
	}
	return planner.Faultf(planner.CodeNotSupported, path, "relationships to other sources can not be part of a condition here")
}

func (r *resolver) admitsAll(terms []model.BoolExp, path *planner.Path) error {
	for _, term := range terms {
		if err := r.admits(term, path); err != nil {
			return err
		}
	}
	return nil
}

func (r *resolver) admitsCompare(e *model.Compare, path *planner.Path) error {
	if e.Left.Column == nil {
		p, err := r.selectPermission(e.Left.Computed.Table, path, "")
		if err == nil && p.ComputedField(e.Left.Computed) == nil {
			err = r.noColumn("select", e.Left.Computed.Name, path)
		}
		return err
	}
	if err := r.admitsColumn(e.Left.Column, path); err != nil || e.Right.Column == nil {
		return err
	}
	return r.admitsColumn(e.Right.Column, path)
}

func (r *resolver) admitsColumn(col *model.Column, path *planner.Path) error {
	p, err := r.selectPermission(col.Table, path, "")
	if err != nil {
		return err
	}
	_, err = r.readable(col.Table, p, col.Name, path)
	return err
}
