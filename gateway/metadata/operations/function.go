package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// functionOperations track functions and say who may call them
// (contract/metadata-and-migrations.md 5.6).
var functionOperations = []Operation{
	{"track_function", decodeTrackFunction},
	{"untrack_function", decodeUntrackFunction},
	{"set_function_customization", decodeSetFunctionCustomization},
	{"create_function_permission", decodeCreateFunctionPermission},
	{"drop_function_permission", decodeDropFunctionPermission},
}

// decodeTrackFunction accepts the bare name of a function too.
func decodeTrackFunction(args json.RawMessage, path *planner.Path) (Edit, error) {
	var named struct {
		Function json.RawMessage `json:"function"`
	}
	if json.Unmarshal(args, &named) != nil || named.Function == nil {
		name, err := postgres.DecodeName(args, path)
		return trackFunction(defaultSource, &postgres.Function{Function: name}), err
	}
	o := reading.Open(args, path)
	source := sourceOf(o)
	f := element(o, postgres.DecodeFunction, "function", "configuration", "comment")
	return decoded(o, trackFunction(source, f))
}

func trackFunction(source string, f *postgres.Function) Edit {
	return func(d *Draft) (Outcome, error) {
		s, err := d.source(source)
		if err != nil {
			return Outcome{}, err
		}
		switch {
		case functionIndex(s, f.Function) >= 0:
			return Outcome{}, fault(CodeAlreadyTracked, "function already tracked: %q", f.Function.String())
		case tableIndex(s, f.Function) >= 0:
			return Outcome{}, fault(planner.CodeNotSupported, "table with name %q already exists", f.Function.String())
		}
		s.Functions = append(s.Functions, f)
		return Outcome{Objects: []string{functionObject(source, f.Function)}, Reread: Reread{Databases: Names{Some: []string{source}}}}, nil
	}
}

func decodeUntrackFunction(args json.RawMessage, path *planner.Path) (Edit, error) {
	source, name := defaultSource, sqlname.Name{}
	var named struct {
		Function json.RawMessage `json:"function"`
	}
	if json.Unmarshal(args, &named) != nil || named.Function == nil {
		n, err := postgres.DecodeName(args, path)
		if err != nil {
			return nil, err
		}
		name = n
	} else {
		o := reading.Open(args, path)
		source, name = sourceOf(o), nameOf(o, "function")
		if err := o.Err(); err != nil {
			return nil, err
		}
	}
	return func(d *Draft) (Outcome, error) {
		if _, _, err := d.function(source, name); err != nil {
			return Outcome{}, err
		}
		if err := d.drop(false, thing{kind: functionThing, source: source, table: name}); err != nil {
			return Outcome{}, err
		}
		return removed()
	}, nil
}

// function returns a tracked function's source and index, the source to be edited.
func (d *Draft) function(source string, name sqlname.Name) (*postgres.Source, int, error) {
	s, err := d.source(source)
	if err != nil {
		return nil, 0, err
	}
	i := functionIndex(s, name)
	if i < 0 {
		return nil, 0, fault(planner.CodeNotExists, "function %q does not exist in source: %s", name.String(), source)
	}
	return s, i, nil
}

// editFunction replaces a function by an edited copy.
func editFunction(source string, name sqlname.Name, edit func(*postgres.Function) error) Edit {
	return func(d *Draft) (Outcome, error) {
		s, i, err := d.function(source, name)
		if err != nil {
			return Outcome{}, err
		}
		f := *s.Functions[i]
		f.Permissions = slices.Clone(f.Permissions)
		if err := edit(&f); err != nil {
			return Outcome{}, err
		}
		s.Functions[i] = &f
		return altered(functionObject(source, name))
	}
}

func decodeSetFunctionCustomization(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name := sourceOf(o), nameOf(o, "function")
	c := part(o, "configuration", postgres.DecodeFunctionConfiguration)
	return decoded(o, editFunction(source, name, func(f *postgres.Function) error {
		f.Configuration = c
		return nil
	}))
}

func decodeCreateFunctionPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name, role := sourceOf(o), nameOf(o, "function"), o.Name("role")
	edit := editFunction(source, name, func(f *postgres.Function) error {
		if functionPermission(f, role) >= 0 {
			return fault(planner.CodeAlreadyExists, "permission of role %q already exists for function %q in source: %q", role, name.String(), source)
		}
		f.Permissions = append(f.Permissions, postgres.FunctionPermission{Role: role})
		return nil
	})
	return decoded(o, func(d *Draft) (Outcome, error) {
		out, err := edit(d)
		if err != nil {
			return out, err
		}
		return out, d.mayReadRows(source, name, role)
	})
}

// mayReadRows refuses a role that may not select from the table whose rows a function returns
// (contract/metadata-and-migrations.md 5.6). What the function returns is not known when the
// database could not be read.
func (d *Draft) mayReadRows(source string, function sqlname.Name, role string) error {
	s, err := d.source(source)
	if err != nil {
		return err
	}
	table := d.resolver(s).returned(function)
	i := tableIndex(s, table)
	if i < 0 || d.maySelect(s.Tables[i], role, nil) {
		return nil
	}
	return fault(planner.CodeNotSupported, "function permission can only be added when the function's return table %q has select permission configured for role %q",
		table.String(), role)
}

// maySelect tells whether a role may select from a table by itself or by one it inherits.
func (d *Draft) maySelect(t *postgres.Table, role string, seen []string) bool {
	if slices.ContainsFunc(t.SelectPermissions, func(p *postgres.SelectPermission) bool { return p.Role == role }) {
		return true
	}
	i := slices.IndexFunc(d.doc.InheritedRoles, func(r metadata.InheritedRole) bool { return r.RoleName == role })
	if i < 0 || slices.Contains(seen, role) {
		return false
	}
	return slices.ContainsFunc(d.doc.InheritedRoles[i].RoleSet, func(parent string) bool {
		return d.maySelect(t, parent, append(seen, role))
	})
}

func decodeDropFunctionPermission(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	source, name, role := sourceOf(o), nameOf(o, "function"), o.Name("role")
	edit := editFunction(source, name, func(f *postgres.Function) error {
		i := functionPermission(f, role)
		if i < 0 {
			return fault(planner.CodeNotExists, "permission of role %q does not exist for function %q in source: %q", role, name.String(), source)
		}
		f.Permissions = slices.Delete(f.Permissions, i, i+1)
		return nil
	})
	return decoded(o, func(d *Draft) (Outcome, error) {
		if _, err := edit(d); err != nil {
			return Outcome{}, err
		}
		return removed()
	})
}

func functionPermission(f *postgres.Function, role string) int {
	return slices.IndexFunc(f.Permissions, func(p postgres.FunctionPermission) bool { return p.Role == role })
}
