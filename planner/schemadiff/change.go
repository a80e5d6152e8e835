package schemadiff

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// Severity is what a change means to clients.
type Severity string

const (
	// Breaking changes make operations invalid, or answers something that typed clients do
	// not expect.
	Breaking Severity = "breaking"
	// Dangerous changes keep operations valid, but answers may hold something new, and
	// arguments that are left out may mean something else.
	Dangerous Severity = "dangerous"
	// Safe changes are noticed by nobody who does not look for them.
	Safe Severity = "safe"
)

// Change is one difference between two schemas.
type Change struct {
	Severity Severity `json:"severity"`
	// Kind is what happened, `field_removed` for instance.
	Kind string `json:"kind"`
	// Coordinate is where: `Type`, `Type.field`, `Type.field(argument:)`, `Enum.VALUE`.
	Coordinate string `json:"coordinate"`
	Message    string `json:"message"`

	// at are the coordinates that an operation uses, all of them, when the change concerns
	// it: of a new argument, the field.
	at []string
}

func change(severity Severity, kind, coordinate, format string, args ...any) Change {
	return Change{Severity: severity, Kind: kind, Coordinate: coordinate, Message: fmt.Sprintf(format, args...), at: []string{coordinate}}
}

// concerning says that operations are concerned which use something else than the
// coordinate.
func (c Change) concerning(coordinates ...string) Change {
	c.at = coordinates
	return c
}

func member(typ, name string) string { return typ + "." + name }

func argument(field, name string) string { return field + "(" + name + ":)" }

// outputFits tells whether whoever expects values of type before can take those of after.
func outputFits(before, after *ast.Type) bool {
	switch {
	case before.NonNull && !after.NonNull:
		return false
	case before.Elem != nil:
		return after.Elem != nil && outputFits(before.Elem, after.Elem)
	}
	return after.Elem == nil && before.NamedType == after.NamedType
}

// inputFits tells whether whatever was given as before can be given as after. A literal
// counts as a list of one where a list is asked for, but a variable does not.
func inputFits(before, after *ast.Type) bool {
	switch {
	case after.NonNull && !before.NonNull:
		return false
	case after.Elem != nil && before.Elem == nil:
		return false
	case before.Elem != nil:
		return after.Elem != nil && inputFits(before.Elem, after.Elem)
	}
	return before.NamedType == after.NamedType
}
