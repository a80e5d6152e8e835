package model

import (
	"errors"
	"strings"

	"github.com/weftql/weft/planner"
)

// NoLabelPath is what the contract says of a value of type ltree that is none
// (contract/postgres-graphql.md 2.2).
const NoLabelPath = "Expecting label path: a sequence of zero or more labels separated by dots, for example L1.L2.L3"

func checkLabelPath(v *planner.Value) error {
	if v.Kind != planner.String || !IsLabelPath(v.Text) {
		return errors.New(NoLabelPath)
	}
	return nil
}

// IsLabelPath tells whether a text can be a value of type ltree.
func IsLabelPath(path string) bool {
	if path == "" {
		return true
	}
	for label := range strings.SplitSeq(path, ".") {
		if label == "" || strings.ContainsFunc(label, notInLabel) {
			return false
		}
	}
	return true
}

// notInLabel tells which runes a label cannot hold. Letters beyond ASCII depend on the
// database's locale: it decides.
func notInLabel(r rune) bool {
	return r < 0x80 && r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
}
