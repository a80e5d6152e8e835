package roles

import (
	"encoding/json"
	"slices"
)

// Inconsistency is an object of the metadata that an epoch left out
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	Type       string
	Name       string
	Definition json.RawMessage
	// Reason starts with its prefix, `Inconsistent object: ` for most.
	Reason string
	// Entity is what an inherited role could not inherit; Definition is then empty.
	Entity  json.RawMessage
	Message json.RawMessage
	// Objects are set when several objects are in conflict; Type, Name and Definition are
	// then empty.
	Objects []Object
	// Conflicts are the REST endpoints whose paths are ambiguous, as they are shown; Objects
	// names them then.
	Conflicts []json.RawMessage
	// Advisory ones tell that something is kept and not acted upon. They are listed, but
	// never stand in the way of a change.
	Advisory bool
	// Unserved ones are objects that are right in themselves, and that this server does not
	// run. They may be made knowingly, and are not dropped with what is broken; a change that
	// asks for consistent metadata is refused for them.
	Unserved bool
}

// Wrong tells whether something is to be put right in the metadata.
func (i *Inconsistency) Wrong() bool { return !i.Advisory && !i.Unserved }

// Object is one of several objects in conflict.
type Object struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Definition json.RawMessage `json:"definition"`
}

const inconsistentObject = "Inconsistent object: "

// MarshalJSON writes the keys that the variant has.
func (i Inconsistency) MarshalJSON() ([]byte, error) {
	variant := map[string]any{"reason": i.Reason}
	switch {
	case i.Conflicts != nil:
		variant["conflicts"] = i.Conflicts
	case i.Objects != nil:
		variant["objects"] = i.Objects
	case i.Entity != nil:
		variant["name"], variant["type"], variant["entity"] = i.Name, i.Type, i.Entity
	default:
		variant["name"], variant["type"], variant["definition"] = i.Name, i.Type, i.Definition
	}
	if i.Message != nil {
		variant["message"] = i.Message
	}
	return json.Marshal(variant)
}

// Names lists the objects that are inconsistent. What an inherited role could not inherit
// is no object of the metadata.
func (i *Inconsistency) Names() []string {
	if i.Entity != nil {
		return nil
	}
	if i.Objects == nil {
		return []string{i.Name}
	}
	names := make([]string, len(i.Objects))
	for n, o := range i.Objects {
		names[n] = o.Name
	}
	return names
}

// Broken tells whether the epoch left an object out, named as inconsistencies name it.
func (e *Epoch) Broken(object string) bool {
	return slices.ContainsFunc(e.Inconsistencies, func(i Inconsistency) bool {
		return i.Wrong() && slices.Contains(i.Names(), object)
	})
}
