package metadata

import "slices"

// References lists what remote schemas name in other parts of the metadata: with it a
// rename or a drop elsewhere is carried through, or refused.
type References struct {
	Tables  []TableReference
	Schemas []string // other remote schemas
	Roles   []string
}

// TableReference is a table with the columns that are used of it.
type TableReference struct {
	Source  string
	Table   Table
	Columns []string // sorted
}

// References lists what the remote schema refers to, each list without duplicates.
func (s *Schema) References() References {
	var refs References
	for _, p := range s.Permissions {
		refs.Roles = addName(refs.Roles, p.Role)
	}
	for _, t := range s.Relationships {
		for i := range t.Relationships {
			refs.add(&t.Relationships[i].Definition)
		}
	}
	return refs
}

func (r *References) add(d *RelationshipDefinition) {
	if d.ToRemoteSchema != nil {
		r.Schemas = addName(r.Schemas, d.ToRemoteSchema.Schema)
		return
	}
	ref := TableReference{Source: d.ToSource.Source, Table: d.ToSource.Table}
	for _, column := range d.ToSource.FieldMapping {
		ref.Columns = addName(ref.Columns, column)
	}
	slices.Sort(ref.Columns)
	r.Tables = append(r.Tables, ref)
}

func addName(names []string, name string) []string {
	if slices.Contains(names, name) {
		return names
	}
	return append(names, name)
}
