package schema

import (
	"github.com/weftql/weft/planner"
)

// An input with an Accept refuses null itself, with the words of its kind: NoNull is for
// inputs that follow GraphQL's own rules.

// acceptKey finds a shared Accept.
type acceptKey struct {
	scalar string
	depth  int
	mode   acceptMode
}

type acceptMode uint8

const (
	acceptOperand  acceptMode = iota // one value, not null
	acceptNullable                   // one value or null
	acceptList                       // a list of operands, not null; one value is a list of one
)

// accept returns the shared Accept for values of a scalar with depth lists around it.
func (f *frame) accept(s *scalar, depth int, mode acceptMode) planner.Accept {
	return once(f.accepts, acceptKey{s.name, depth, mode}, func() planner.Accept {
		one := s.value(depth)
		switch mode {
		case acceptNullable:
			return func(v *planner.Value, at *planner.Path) *planner.Fault {
				if v.Kind == planner.Null {
					return nil
				}
				return one(v, at)
			}
		case acceptList:
			return listOf(s.operand(one))
		default:
			return s.operand(one)
		}
	})
}

// operand refuses null and leaves the rest to one.
func (s *scalar) operand(one planner.Accept) planner.Accept {
	return func(v *planner.Value, at *planner.Path) *planner.Fault {
		if v.Kind == planner.Null {
			return planner.UnexpectedNull(s.name, at)
		}
		return one(v, at)
	}
}

// listOf checks each item; a value that is no list counts as a list of one, and its path
// says so (contract/postgres-graphql.md 4.1).
func listOf(item planner.Accept) planner.Accept {
	return func(v *planner.Value, at *planner.Path) *planner.Fault {
		switch v.Kind {
		case planner.Null:
			return planner.Invalid(at, "expected a list, but found null")
		case planner.List:
			for i, element := range v.Items {
				if fault := item(element, at.Index(i)); fault != nil {
					return fault
				}
			}
			return nil
		default:
			return item(v, at.Index(0))
		}
	}
}

// value checks a value that is not null: a scalar, or an array as a list or as a PostgreSQL
// array literal (contract/postgres-graphql.md 2.2).
func (s *scalar) value(depth int) planner.Accept {
	if depth == 0 {
		return func(v *planner.Value, at *planner.Path) *planner.Fault {
			if message := s.class.coerce(v, s.sql); message != "" {
				return planner.Faultf(planner.CodeParseFailed, at, "%s", message)
			}
			return nil
		}
	}
	element := s.value(depth - 1)
	return func(v *planner.Value, at *planner.Path) *planner.Fault {
		switch {
		case isText(v):
			return nil
		case v.Kind != planner.List:
			return planner.Faultf(planner.CodeParseFailed, at, "%s", v.Misread("[]", "Array"))
		}
		for i, item := range v.Items {
			if item.Kind == planner.Null {
				continue // tolerated despite `[X!]`
			}
			if fault := element(item, at.Index(i)); fault != nil {
				return fault
			}
		}
		return nil
	}
}
