package model

import (
	"errors"
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
)

// RelatedElsewhere compares a column of a table in another source, which is asked first for
// the join values that satisfy it; the row's own must be among them.
type RelatedElsewhere struct {
	Relationship *RemoteRelationship // ToSource
	Column       string              // SQL name in the target table
	Op           Operator
	Right        Operand // Literal or SessionVariable; typed by the other source
}

// elsewhere reads a condition on a table of another database: one column, one comparison.
// What the other database knows of the column is checked there, by [RelatedElsewhere.On].
func (r conditionReader) elsewhere(rel *RemoteRelationship, v *planner.Value) (BoolExp, error) {
	if rel.Metadata.ToSource == nil {
		return nil, errors.New("relationships to remote schemas can not be part of boolean expression")
	}
	if v.Kind != planner.Object || len(v.Members) != 1 {
		return nil, errOneComparison
	}
	column := v.Members[0]
	comparison := planner.Member{Name: "_eq", Value: column.Value} // the short form
	if column.Value.Kind == planner.Object {
		if len(column.Value.Members) != 1 {
			return nil, errOneComparison
		}
		comparison = column.Value.Members[0]
	}
	op := canonical(comparison.Name)
	rule, ok := operatorRules[op]
	if !ok {
		return nil, unknownOperator(comparison.Name)
	}
	if rule.form == formWithin {
		return nil, fmt.Errorf("the operator %s does not apply to a relationship to another source", op)
	}
	right := sessionOr(comparison.Value, rule.form == formFlag)
	return &RelatedElsewhere{Relationship: rel, Column: column.Name, Op: op, Right: right}, nil
}

var errOneComparison = errors.New("a relationship to another source takes one column with one comparison")

// On returns the comparison as one on a row of the target table, or what is wrong with it
// there.
func (e *RelatedElsewhere) On(t *Table) (*Compare, error) {
	col := t.Column(e.Column)
	if col == nil {
		return nil, fmt.Errorf("column %q of table %q does not exist", e.Column, t.Name.String())
	}
	rule := operatorRules[e.Op]
	if err := e.fits(col.Type(), rule); err != nil {
		return nil, fmt.Errorf("column %q of table %q: %w", e.Column, t.Name.String(), err)
	}
	nullSafe := !col.SQL.NotNull && (e.Op == Eq || e.Op == Neq)
	return &Compare{Left: Left{Column: col}, Op: e.Op, NullSafe: nullSafe, Right: e.Right}, nil
}

func (e *RelatedElsewhere) fits(t *catalog.Type, rule operatorRule) error {
	switch {
	case t.Plain().Builtin("json"):
		return errJSONColumn
	case rule.on != familyAny && rule.on&familyOf(t) == 0:
		return doesNotApply(e.Op, t)
	case e.Right.Kind == SessionVariable:
		return nil
	}
	return checkOperand(t, rule.form, e.Right.Literal)
}

// Asking is a permission with a condition on another source, which only whoever knows both
// sources can check with [RelatedElsewhere.On].
type Asking struct {
	Permission Object
	// In begins the reason for an inconsistency: the table and the role.
	In        string
	Condition *RelatedElsewhere
}

// asking notes what the conditions of a permission ask of other sources.
func (b *builder) asking(g *granted, t *trackedTable, kind, role string, md any, conditions ...BoolExp) {
	for _, c := range conditions {
		EachElsewhere(c, func(e *RelatedElsewhere) {
			g.asking = append(g.asking, Asking{
				Permission: b.permissionObject(t, kind, role, md), In: inPermission(t, role), Condition: e,
			})
		})
	}
}

// EachElsewhere visits the conditions on other sources, wherever in e they are; e may be nil.
func EachElsewhere(e BoolExp, visit func(*RelatedElsewhere)) {
	switch e := e.(type) {
	case *And:
		for _, t := range e.Terms {
			EachElsewhere(t, visit)
		}
	case *Or:
		for _, t := range e.Terms {
			EachElsewhere(t, visit)
		}
	case *Not:
		EachElsewhere(e.Term, visit)
	case *Related:
		EachElsewhere(e.Where, visit)
	case *Exists:
		EachElsewhere(e.Where, visit)
	case *RelatedByFunction:
		EachElsewhere(e.Where, visit)
	case *RelatedElsewhere:
		visit(e)
	}
}
