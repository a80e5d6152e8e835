// Package keytable numbers distinct keys in the order they are first seen.
//
// A key is bytes within a group; groups keep apart what must never be mixed up, such as
// rows of different users. A hash only finds where to look: whether two keys are one is
// decided by comparing group and bytes.
package keytable

import "hash/maphash"

// Table is a set of keys. It is not safe for concurrent use.
type Table struct {
	limit int
	hash  func(group int32, key []byte) uint64
	// slots is an open-addressing hash table of numbers plus one; 0 is empty. Its length
	// is a power of two and more than the number of keys.
	slots []int32
	keys  []entry
}

type entry struct {
	hash  uint64
	group int32
	key   []byte
}

// smallest is the first size of the hash table: a page of rows without growing.
const smallest = 64

// seed makes the hashes of a process unguessable: remote servers choose keys.
var seed = maphash.MakeSeed()

// New returns an empty table that takes at most limit keys.
func New(limit int) *Table {
	return &Table{limit: limit, hash: hashKey}
}

func hashKey(group int32, key []byte) uint64 {
	return maphash.Bytes(seed, key) ^ uint64(uint32(group))*0x9e3779b97f4a7c15 //nolint:gosec // only mixed
}

// Len returns the number of distinct keys.
func (t *Table) Len() int { return len(t.keys) }

// Add returns the number of the key, counted from 0, and whether it is new. ok is false
// when the key is new and the table is full. The key is borrowed for as long as the table
// is used.
func (t *Table) Add(group int32, key []byte) (number int, added, ok bool) {
	if len(t.keys) >= len(t.slots)/4*3 {
		t.grow()
	}
	h := t.hash(group, key)
	mask := uint64(len(t.slots) - 1)
	at := h & mask
	for ; t.slots[at] != 0; at = (at + 1) & mask {
		if n := int(t.slots[at] - 1); t.keys[n].is(h, group, key) {
			return n, false, true
		}
	}
	if len(t.keys) >= t.limit {
		return 0, false, false
	}
	t.keys = append(t.keys, entry{hash: h, group: group, key: key})
	t.slots[at] = int32(len(t.keys)) //nolint:gosec // the caller's limit
	return len(t.keys) - 1, true, true
}

// is compares the hash first because it differs nearly always.
func (e *entry) is(hash uint64, group int32, key []byte) bool {
	return e.hash == hash && e.group == group && string(e.key) == string(key)
}

func (t *Table) grow() {
	t.slots = make([]int32, max(smallest, 2*len(t.slots)))
	mask := uint64(len(t.slots) - 1)
	for n := range t.keys {
		at := t.keys[n].hash & mask
		for t.slots[at] != 0 {
			at = (at + 1) & mask
		}
		t.slots[at] = int32(n + 1) //nolint:gosec // the caller's limit
	}
}

// Reset empties the table and keeps its memory.
func (t *Table) Reset() {
	clear(t.slots)
	clear(t.keys)
	t.keys = t.keys[:0]
}
