package legacy

import (
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// resolver finds what a command names, for one role.
type resolver struct {
	model *model.Model
	role  planner.Role
	path  *planner.Path // of the arguments
	// columns counts what is shown, of all rows at all depths.
	columns int
}

func (r *resolver) table(name sqlname.Name) (*model.Table, error) {
	if t := r.model.Table(name); t != nil {
		return t, nil
	}
	return nil, planner.Faultf(planner.CodeNotExists, r.path.Key("table"), "table %q does not exist", name.String())
}

// permissions returns what the role may do with a table; the members are nil where it may
// not. What is for backends only other requests do not have
// (contract/postgres-graphql.md 6.8).
func (r *resolver) permissions(t *model.Table) model.Permissions {
	p := r.model.Permissions(t, r.role.Name)
	if p == nil {
		return model.Permissions{}
	}
	out := *p
	if r.role.Backend {
		return out
	}
	if out.Insert != nil && out.Insert.BackendOnly {
		out.Insert = nil
	}
	if out.Update != nil && out.Update.BackendOnly {
		out.Update = nil
	}
	if out.Delete != nil && out.Delete.BackendOnly {
		out.Delete = nil
	}
	return out
}

// refused is the fault of a role without a permission; why says what else needs it.
func (r *resolver) refused(kind string, t *model.Table, path *planner.Path, why string) error {
	return planner.Faultf(planner.CodePermissionDenied, path, "%s on %q for role %q is not allowed. %s", kind, t.Name.String(), r.role.Name, why)
}

// mayChange refuses a view that the database cannot change in that way.
func (r *resolver) mayChange(t *model.Table, able bool, word string) error {
	if able {
		return nil
	}
	return planner.Faultf(planner.CodeNotSupported, r.path, "view %q is not %s", t.Name.String(), word)
}

// selectPermission is what the role may read of a table; why is added to the refusal.
func (r *resolver) selectPermission(t *model.Table, path *planner.Path, why string) (*model.SelectPermission, error) {
	if p := r.permissions(t).Select; p != nil {
		return p, nil
	}
	return nil, r.refused("select", t, path, why)
}

// related is what the role may read of the table that a relationship leads to.
func (r *resolver) related(rel *model.Relationship, path *planner.Path) (*model.SelectPermission, error) {
	if rel.Target == nil {
		return nil, planner.Faultf(planner.CodeNotSupported, path, "relationship %q leads to a native query", rel.Name)
	}
	if p := r.permissions(rel.Target).Select; p != nil {
		return p, nil
	}
	return nil, planner.Faultf(planner.CodePermissionDenied, path, "role %q does not have permission to read relationship %q; no permission on table %q",
		r.role.Name, rel.Name, rel.Target.Name.String())
}

// readable returns a column that the role may select.
func (r *resolver) readable(t *model.Table, p *model.SelectPermission, name string, path *planner.Path) (*model.Column, error) {
	col := t.Column(name)
	if col == nil || p.Column(col) == nil {
		return nil, r.noColumn("select", name, path)
	}
	return col, nil
}

// readableAll are columns that the role may select.
func (r *resolver) readableAll(t *model.Table, p *model.SelectPermission, names []string, path *planner.Path) ([]*model.Column, error) {
	columns := make([]*model.Column, len(names))
	for i, name := range names {
		var err error
		if columns[i], err = r.readable(t, p, name, path); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

// noColumn is the fault of a column that there is not, or not for the role.
func (r *resolver) noColumn(kind, name string, path *planner.Path) error {
	if r.role.Name == planner.Admin {
		return planner.Faultf(planner.CodePermissionDenied, path, "no such column exists: %q", name)
	}
	return planner.Faultf(planner.CodePermissionDenied, path, "role %q does not have permission to %s column %q", r.role.Name, kind, name)
}

// missing is the fault of a column that a table does not have.
func missing(name string, path *planner.Path) error {
	return planner.Faultf(planner.CodeNotExists, path, "column %q does not exist", name)
}

// onlyWithSelect is what the contract adds where an operation needs the select permission.
func onlyWithSelect(op string) string {
	return "; " + strconv.Quote(op) + ` is only allowed if the role has "select" permission as "where" can't be used without "select" permission on the table`
}
