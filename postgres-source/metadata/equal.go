package metadata

import "bytes"

// Equal tells whether two sources are written alike. Tables that are shared, as those are
// that an edit did not touch, cost nothing; it ends at the first that differs.
func Equal(a, b *Source) bool {
	if a == b {
		return true
	}
	if !equalOutside(a, b) {
		return false
	}
	for i, t := range a.Tables {
		if !equalTables(t, b.Tables[i]) {
			return false
		}
	}
	return true
}

// equalOutside compares all but the tables, which are as many.
func equalOutside(a, b *Source) bool {
	if len(a.Tables) != len(b.Tables) {
		return false
	}
	x, y := *a, *b
	x.Tables, y.Tables = nil, nil
	return bytes.Equal(Append(nil, &x), Append(nil, &y))
}

func equalTables(a, b *Table) bool {
	return a == b || bytes.Equal(AppendTable(nil, a), AppendTable(nil, b))
}

// PermissionChanges compares two sources that may differ in the permissions of tables. It
// lists the places of the tables whose permissions differ, or tells with false that something
// else does.
func PermissionChanges(a, b *Source) (changed []int, ok bool) {
	if !equalOutside(a, b) {
		return nil, false
	}
	for i, t := range a.Tables {
		switch {
		case equalTables(t, b.Tables[i]):
		case equalTables(t.withoutPermissions(), b.Tables[i].withoutPermissions()):
			changed = append(changed, i)
		default:
			return nil, false
		}
	}
	return changed, true
}

func (t *Table) withoutPermissions() *Table {
	out := *t
	out.SelectPermissions, out.InsertPermissions, out.UpdatePermissions, out.DeletePermissions = nil, nil, nil, nil
	return &out
}
