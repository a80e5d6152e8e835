package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/metadata"
)

// granted is what roles may do with one table, and what is wrong with what the metadata says
// of it. It depends on the table's metadata and the model's structure only.
type granted struct {
	roles map[string]*Permissions
	// refused holds `kind role` of permissions that were left out: an inherited role must not
	// get from its parents what its own broken permission was to restrict.
	refused map[string]bool
	found   []Inconsistency
	// conflicts are found by inherited role: what its parents do not define equally.
	conflicts map[string][]Inconsistency
	asking    []Asking
}

// grant resolves what the metadata says that roles may do with a table. A permission with
// anything wrong in it is no permission.
func (b *builder) grant(t *trackedTable) *granted {
	// The lists that `*` means: roles share them.
	t.readable["*"], t.writable["*"] = t.admin.Select.Columns, t.admin.Insert.Columns
	g := &granted{roles: map[string]*Permissions{}, refused: map[string]bool{}, conflicts: map[string][]Inconsistency{}}
	for _, md := range t.md.SelectPermissions {
		if p, err := b.selectPermission(t, md); b.permitted(g, t, "select", md.Role, md, err) {
			g.of(md.Role).Select = p
			b.asking(g, t, "select", md.Role, md, p.Filter)
		}
	}
	for _, md := range t.md.InsertPermissions {
		if p, err := b.insertPermission(t, md); b.permitted(g, t, "insert", md.Role, md, err) {
			g.of(md.Role).Insert = p
			b.asking(g, t, "insert", md.Role, md, p.Check)
		}
	}
	for _, md := range t.md.UpdatePermissions {
		if p, err := b.updatePermission(t, md); b.permitted(g, t, "update", md.Role, md, err) {
			g.of(md.Role).Update = p
			b.asking(g, t, "update", md.Role, md, p.Filter, p.Check)
		}
	}
	for _, md := range t.md.DeletePermissions {
		if p, err := b.deletePermission(t, md); b.permitted(g, t, "delete", md.Role, md, err) {
			g.of(md.Role).Delete = p
			b.asking(g, t, "delete", md.Role, md, p.Filter)
		}
	}
	for _, role := range b.inherited {
		b.inheritTable(g, role, t.Table)
	}
	return g
}

// permitted reports a permission that is not.
func (b *builder) permitted(g *granted, t *trackedTable, kind, role string, md any, err error) bool {
	if err == nil && role == adminRole {
		err = errors.New("cannot define permission for admin role")
	}
	if err != nil {
		g.refused[kind+" "+role] = true
		g.found = append(g.found, broken(b.permissionObject(t, kind, role, md), "%s%s", inPermission(t, role), err.Error()))
		return false
	}
	return true
}

func (b *builder) permissionObject(t *trackedTable, kind, role string, md any) Object {
	return b.tableObject(kind+"_permission", role, t.Table, md)
}

func inPermission(t *trackedTable, role string) string {
	return fmt.Sprintf("in table %q: in permission for role %q: ", t.Name.String(), role)
}

// of returns the role's permissions, to be filled.
func (g *granted) of(role string) *Permissions {
	p := g.roles[role]
	if p == nil {
		p = &Permissions{}
		g.roles[role] = p
	}
	return p
}

func (b *builder) selectPermission(t *trackedTable, md *metadata.SelectPermission) (*SelectPermission, error) {
	p := &SelectPermission{Limit: NoLimit, AllowAggregations: md.AllowAggregations}
	var err error
	if p.Columns, err = t.readableColumns(md.Columns); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(slices.Values(md.ComputedFields)) {
		f := t.compute[name]
		if f == nil {
			return nil, fmt.Errorf("computed field %q does not exist", name)
		}
		if f.Scalar == nil {
			return nil, fmt.Errorf("select permissions on computed field %q are auto-derived from the permissions on its returning table %q and cannot be specified manually",
				name, f.Returns.Name.String())
		}
		p.ComputedFields = append(p.ComputedFields, ReadableComputed{Field: f})
	}
	if p.Filter, err = b.condition(t, md.Filter); err != nil {
		return nil, err
	}
	if p.Limit, err = limit(md.Limit); err != nil {
		return nil, err
	}
	p.Query, p.Subscription = rootFields(md.QueryRootFields), rootFields(md.SubscriptionRootFields)
	return p, t.checkRoots(p, md)
}

func limit(written *int64) (int64, error) {
	switch {
	case written == nil:
		return NoLimit, nil
	case *written < 0:
		return 0, errors.New("unexpected negative value")
	}
	return *written, nil
}

var rootFieldNames = map[string]RootFields{
	"select": RootSelect, "select_by_pk": RootSelectByPK, "select_aggregate": RootSelectAggregate, "select_stream": RootSelectStream,
}

// rootFields reads a list of root fields; nil means all.
func rootFields(names []string) RootFields {
	if names == nil {
		return AllRootFields
	}
	var set RootFields
	for _, n := range names {
		set |= rootFieldNames[n]
	}
	return set
}

// checkRoots refuses root fields that are asked for by name and cannot be
// (contract/postgres-graphql.md 7.1).
func (t *trackedTable) checkRoots(p *SelectPermission, md *metadata.SelectPermission) error {
	named := slices.Concat(md.QueryRootFields, md.SubscriptionRootFields)
	if slices.Contains(named, "select_by_pk") {
		if len(t.PrimaryKey) == 0 {
			return errors.New(`the "select_by_pk" field cannot be included in the query_root_fields or subscription_root_fields: the table has no primary key`)
		}
		for _, c := range t.PrimaryKey {
			if p.Column(c) == nil {
				return fmt.Errorf(`the "select_by_pk" field cannot be included in the query_root_fields or subscription_root_fields: the role may not select the primary key column %q`, c.Name)
			}
		}
	}
	if slices.Contains(named, "select_aggregate") && !p.AllowAggregations {
		return errors.New(`the "select_aggregate" field can only be included in the query_root_fields or subscription_root_fields when "allow_aggregations" is set to true`)
	}
	return nil
}

func (b *builder) insertPermission(t *trackedTable, md *metadata.InsertPermission) (*InsertPermission, error) {
	p := &InsertPermission{BackendOnly: md.BackendOnly, ValidateInput: md.ValidateInput}
	var err error
	if p.Presets, err = t.presets(md.Set, "insert"); err != nil {
		return nil, err
	}
	if p.Columns, err = t.writableColumns(md.Columns, md.Set, "insert"); err != nil {
		return nil, err
	}
	p.Check, err = b.condition(t, md.Check)
	return p, err
}

func (b *builder) updatePermission(t *trackedTable, md *metadata.UpdatePermission) (*UpdatePermission, error) {
	p := &UpdatePermission{BackendOnly: md.BackendOnly, ValidateInput: md.ValidateInput}
	var err error
	if p.Presets, err = t.presets(md.Set, "update"); err != nil {
		return nil, err
	}
	if p.Columns, err = t.writableColumns(md.Columns, md.Set, "update"); err != nil {
		return nil, err
	}
	if p.Filter, err = b.condition(t, md.Filter); err != nil {
		return nil, err
	}
	if len(md.Check) > 0 && string(md.Check) != "null" {
		p.Check, err = b.condition(t, md.Check)
	}
	return p, err
}

func (b *builder) deletePermission(t *trackedTable, md *metadata.DeletePermission) (*DeletePermission, error) {
	p := &DeletePermission{BackendOnly: md.BackendOnly, ValidateInput: md.ValidateInput}
	var err error
	p.Filter, err = b.condition(t, md.Filter)
	return p, err
}

func (t *trackedTable) presets(set []metadata.Preset, verb string) ([]Preset, error) {
	var out []Preset
	for _, md := range set {
		c := t.columns[md.Column]
		if c == nil {
			return nil, fmt.Errorf("no such column exists: %q", md.Column)
		}
		if !c.SQL.Writable() {
			return nil, notWritable(c, verb)
		}
		value, err := preset(c, md.Value)
		if err != nil {
			return nil, fmt.Errorf("in the preset of column %q: %w", c.Name, err)
		}
		out = append(out, Preset{Column: c, Value: value})
	}
	slices.SortFunc(out, func(x, y Preset) int { return x.Column.Index - y.Column.Index })
	return out, nil
}

func preset(c *Column, text json.RawMessage) (Operand, error) {
	v, err := planner.ParseValue(text)
	if err != nil {
		return Operand{}, err
	}
	o := sessionOr(v, false)
	if o.Kind == SessionVariable {
		return o, nil
	}
	return o, checkLiteral(c.Type(), v)
}
