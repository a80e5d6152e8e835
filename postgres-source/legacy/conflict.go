package legacy

import (
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/model"
)

// conflictBody is a decoded on_conflict.
type conflictBody struct {
	update     bool
	constraint string
	target     []string
	// onTarget is set when constraint_on is there.
	onTarget bool
}

func decodeConflict(o object) *conflictBody {
	b := &conflictBody{constraint: o.text("constraint")}
	switch action := o.asText(o.need("action"), o.at("action")); action {
	case "update":
		b.update = true
	case "ignore":
	default:
		o.fail(o.at("action"), "Expecting 'ignore' or 'update'")
	}
	if v := o.opt("constraint_on"); v != nil && v.Kind == planner.String {
		b.target, b.onTarget = []string{v.Text}, true
	} else {
		b.target, b.onTarget = o.texts("constraint_on")
	}
	return b
}

// conflict resolves on_conflict of an insert. The columns that are inserted are updated, as
// far as the role may.
func (r *resolver) conflict(b *conflictBody, t *model.Table, given map[*model.Column]bool, p *model.UpdatePermission, path *planner.Path) (*Conflict, error) {
	if p == nil {
		return nil, planner.Faultf(planner.CodePermissionDenied, path, "upsert is not allowed for role %q since update permissions are not defined", r.role.Name)
	}
	switch {
	case b.onTarget && b.constraint != "":
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path, "'constraint' and 'constraint_on' cannot be set at a time")
	case b.update && !b.onTarget && b.constraint == "":
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path, "Expecting 'constraint' or 'constraint_on' when the 'action' is 'update'")
	}
	c := &Conflict{Constraint: b.constraint}
	for n, name := range b.target {
		col := t.Column(name)
		if col == nil {
			return nil, missing(name, path.Key("constraint_on").Index(n))
		}
		c.Target = append(c.Target, col)
	}
	if b.constraint != "" && !hasKey(t, b.constraint) {
		return nil, planner.Faultf(planner.CodeUnexpected, path.Key("constraint"), "constraint %q for table %q does not exist", b.constraint, t.Name.String())
	}
	if b.update {
		for _, col := range p.Columns {
			if given[col] {
				c.Update = append(c.Update, col)
			}
		}
	}
	return c, nil
}

func hasKey(t *model.Table, name string) bool {
	if t.SQL.PrimaryKey != nil && t.SQL.PrimaryKey.Name == name {
		return true
	}
	return slices.ContainsFunc(t.SQL.Unique, func(k *catalog.Key) bool { return k.Name == name })
}
