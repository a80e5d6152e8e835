package planner

// Shape tells what is to be done inside the JSON of one column. It is walked together with
// the bytes: arrays of any depth are entered, null is skipped, any other scalar is a fault.
// Bytes that have a shape are checked for JSON's grammar. Members the shape names may be
// missing, except those that hold a key or a type that an entry depends on.
type Shape struct {
	Entries []Entry
	// TypeKey is the member that holds the concrete type's name when entries depend on it;
	// "" when none does. If it was not asked for by the client an entry of kind Cut names it.
	// It should come first in the object: what stands before it is read twice.
	TypeKey string
}

// EntryKind is what happens to a member of an object.
type EntryKind uint8

// The kinds of entries.
const (
	// Slot replaces the member's value with what a join answers.
	Slot EntryKind = iota
	// Cut removes the member: it was selected for a join only.
	Cut
	// Rename replaces a type's name by its name in the merged schema.
	Rename
	// Nested goes on inside the member.
	Nested
)

// Entry is one member a shape cares about.
type Entry struct {
	Key  string // response key
	Kind EntryKind
	// On restricts the entry to some concrete types, by the names that the source's bytes
	// hold at TypeKey; nil: all. The first entry that applies to a member counts.
	On []string
	// Join is the selection to be joined here (Slot).
	Join *Selection
	// KeyFrom names the members of the same object that hold the key's values, in the
	// order of Link.Key (Slot). When nil, the member's own value is the key: a JSON array,
	// or null for no key.
	KeyFrom []string
	Names   map[string]string // Rename: from the source's name to the schema's
	Shape   *Shape            // Nested
}
