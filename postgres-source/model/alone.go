package model

import "slices"

// RowAlone tells whether a condition is decided by the row itself: nothing that is written
// to its database later can make it another. What another source answered was asked before.
func RowAlone(e BoolExp) bool {
	switch e := e.(type) {
	case *And:
		return !slices.ContainsFunc(e.Terms, looksAround)
	case *Or:
		return !slices.ContainsFunc(e.Terms, looksAround)
	case *Not:
		return RowAlone(e.Term)
	case *Compare:
		return e.Left.Computed == nil // a function may read anything
	case *RelatedElsewhere:
		return true
	}
	return false
}

func looksAround(e BoolExp) bool { return !RowAlone(e) }
