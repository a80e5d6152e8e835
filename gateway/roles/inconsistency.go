package roles

import "encoding/json"

// Inconsistency is an object of the metadata that an epoch left out
// (contract/metadata-and-migrations.md 4.2).
type Inconsistency struct {
	Type       string          `json:"type"`
	Name       string          `json:"name"`
	Definition json.RawMessage `json:"definition"`
	// Reason starts with its prefix, `Inconsistent object: ` for most.
	Reason  string          `json:"reason"`
	Entity  json.RawMessage `json:"entity,omitempty"`
	Message json.RawMessage `json:"message,omitempty"`
}

const inconsistentObject = "Inconsistent object: "
