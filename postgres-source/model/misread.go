package model

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/planner"
)

// misread is what is wrong with a condition, and where in it.
type misread struct {
	in string
	// silent leaves the place out of the text; a path still has it.
	silent bool
	err    error
}

func (e *misread) Error() string {
	if e.silent {
		return e.err.Error()
	}
	return fmt.Sprintf("in %q: %s", e.in, e.err)
}

func (e *misread) Unwrap() error { return e.err }

func (e *misread) under(path *planner.Path) *planner.Path { return path.Key(e.in) }

// misreadItem is what is wrong with an item of a list.
type misreadItem struct {
	index int
	err   error
}

func (e *misreadItem) Error() string { return fmt.Sprintf("[%d]: %s", e.index, e.err) }

func (e *misreadItem) Unwrap() error { return e.err }

func (e *misreadItem) under(path *planner.Path) *planner.Path { return path.Index(e.index) }

// malformedError is a value that does not have the form its place asks for.
type malformedError struct{ err error }

func (e *malformedError) Error() string { return e.err.Error() }

func (e *malformedError) Unwrap() error { return e.err }

func malformed(message string) error { return &malformedError{errors.New(message)} }

func asMalformed(err error) error {
	if err == nil {
		return nil
	}
	return &malformedError{err}
}

// ReadCondition reads a client's condition on rows of t, which stands at path: the boolean
// language of permissions, as `where` of the legacy data operations has it
// (contract/metadata-and-migrations.md 8.2). Nothing is said about what a role may see. The
// error is a *planner.Fault.
func (m *Model) ReadCondition(t *Table, where *planner.Value, path *planner.Path) (BoolExp, error) {
	root := scope{table: t}
	r := conditionReader{catalog: m.Catalog, table: m.Table, root: root}
	e, err := r.object(where, root)
	if err != nil {
		return nil, conditionFault(err, path)
	}
	return e, nil
}

// conditionFault words what is wrong with a client's condition.
func conditionFault(err error, path *planner.Path) *planner.Fault {
	code := planner.CodeUnexpectedPayload
	var form *malformedError
	switch {
	case errors.Is(err, errNoField):
		code = planner.CodeNotExists
	case errors.As(err, &form):
		code = planner.CodeParseFailed
	}
	var place interface {
		error
		Unwrap() error
		under(path *planner.Path) *planner.Path
	}
	for errors.As(err, &place) {
		path, err = place.under(path), place.Unwrap()
	}
	return planner.Faultf(code, path, "%s", err.Error())
}

// CheckValue tells whether a client's JSON value, which stands at path, can be one of a
// column; nil when it can. What a string means is for the database to say.
func CheckValue(col *Column, v *planner.Value, path *planner.Path) *planner.Fault {
	if err := checkLiteral(col.Type(), v); err != nil {
		return conditionFault(asMalformed(err), path)
	}
	return nil
}
