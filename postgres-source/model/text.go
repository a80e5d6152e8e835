package model

import (
	"fmt"
	"strings"
)

const trueText = "true"

// Text prints a condition. It is equal for conditions that are built alike, and reads well
// in golden files; it is not SQL.
func Text(e BoolExp) string {
	switch e := e.(type) {
	case *And:
		if len(e.Terms) == 0 {
			return trueText
		}
		return joined(e.Terms, " and ")
	case *Or:
		if len(e.Terms) == 0 {
			return "false"
		}
		return joined(e.Terms, " or ")
	case *Not:
		return "not (" + Text(e.Term) + ")"
	case *Compare:
		safe := ""
		if e.NullSafe {
			safe = " null-safe"
		}
		return leftText(e.Left) + " " + string(e.Op) + safe + " " + operandText(e.Right)
	case *Related:
		return fmt.Sprintf("some %q where (%s)", e.Relationship.Name, Text(e.Where))
	case *Exists:
		return fmt.Sprintf("some row of %s where (%s)", e.Table.Name.SQL(), Text(e.Where))
	case *RelatedByFunction:
		return fmt.Sprintf("some of %q() where (%s)", e.Field.Name, Text(e.Where))
	case *RelatedElsewhere:
		return fmt.Sprintf("some %q elsewhere where (%q %s %s)", e.Relationship.Name, e.Column, e.Op, operandText(e.Right))
	}
	return "nothing"
}

func joined(terms []BoolExp, with string) string {
	parts := make([]string, len(terms))
	for i, t := range terms {
		parts[i] = "(" + Text(t) + ")"
	}
	return strings.Join(parts, with)
}

func leftText(l Left) string {
	var text string
	if l.Column != nil {
		text = fmt.Sprintf("%q", l.Column.Name)
	} else {
		text = fmt.Sprintf("%q()", l.Computed.Name)
	}
	for _, t := range l.Casts {
		text += "::" + t.SQL
	}
	return text
}

func operandText(o Operand) string {
	switch o.Kind {
	case SessionVariable:
		return "session " + o.Session
	case ColumnValue:
		if o.Root {
			return fmt.Sprintf("root %q", o.Column.Name)
		}
		return fmt.Sprintf("column %q", o.Column.Name)
	case Composite:
		var parts []string
		for _, m := range o.Members {
			parts = append(parts, m.Name+": "+operandText(m.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return string(o.Literal.AppendJSON(nil))
}
