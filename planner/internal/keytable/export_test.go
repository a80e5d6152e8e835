package keytable

// NewWithHash returns a table with another hash, so that tests can force collisions; nil is
// the table's own.
func NewWithHash(limit int, hash func(group int32, key []byte) uint64) *Table {
	t := New(limit)
	if hash != nil {
		t.hash = hash
	}
	return t
}
