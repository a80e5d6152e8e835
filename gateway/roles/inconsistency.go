package roles

import "encoding/json"

// Inconsistency is an object of the metadata that an epoch left out
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	Type       string          `json:"type,omitempty"`
	Name       string          `json:"name,omitempty"`
	Definition json.RawMessage `json:"definition,omitempty"`
	// Objects are set for a conflict between several objects; the three above are then empty.
	Objects []Object `json:"objects,omitempty"`
	// Reason starts with its prefix, `Inconsistent object: ` for most.
	Reason  string          `json:"reason"`
	Entity  json.RawMessage `json:"entity,omitempty"`
	Message json.RawMessage `json:"message,omitempty"`
}

// Object is one of several objects in conflict.
type Object struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Definition json.RawMessage `json:"definition"`
}

const inconsistentObject = "Inconsistent object: "
