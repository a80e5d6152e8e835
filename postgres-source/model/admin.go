package model

// adminPermissions lets admin do everything (contract/postgres-graphql.md 7.5).
func adminPermissions(t *Table) *Permissions {
	readable := make([]ReadableColumn, len(t.Columns))
	var writable []*Column
	for i, c := range t.Columns {
		readable[i].Column = c
		if c.SQL.Writable() {
			writable = append(writable, c)
		}
	}
	p := &SelectPermission{
		Columns: readable, Filter: True, Limit: NoLimit, AllowAggregations: true, Query: AllRootFields, Subscription: AllRootFields,
	}
	for _, f := range t.ComputedFields {
		if f.Scalar != nil {
			p.ComputedFields = append(p.ComputedFields, ReadableComputed{Field: f})
		}
	}
	return &Permissions{
		Select: p,
		Insert: &InsertPermission{Check: True, Columns: writable},
		Update: &UpdatePermission{Columns: writable, Filter: True},
		Delete: &DeletePermission{Filter: True},
	}
}
