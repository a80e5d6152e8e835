package operations

import "github.com/weftql/weft/postgres-source/metadata"

// withoutColumn takes a dropped column out of a table's configuration.
func withoutColumn(t *metadata.Table, column string) {
	if t.Configuration == nil {
		return
	}
	c := *t.Configuration
	c.ColumnConfig, c.CustomColumnNames = withoutKey(c.ColumnConfig, column), withoutKey(c.CustomColumnNames, column)
	t.Configuration = &c
}

func withoutKey[V any](m map[string]V, key string) map[string]V {
	if _, ok := m[key]; !ok {
		return m
	}
	out := make(map[string]V, len(m))
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}
