package model

import (
	"errors"
	"fmt"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
)

// comparisons reads `{"_op": operand, ...}` on one value, or the short form of _eq.
func (r conditionReader) comparisons(left Left, nullable bool, v *planner.Value, s scope) (BoolExp, error) {
	if v.Kind != planner.Object {
		return r.compare(left, nullable, planner.Member{Name: "_eq", Value: v}, s)
	}
	var terms []BoolExp
	for _, m := range v.Members {
		term, err := r.compare(left, nullable, m, s)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return all(terms), nil
}

func (r conditionReader) compare(left Left, nullable bool, m planner.Member, s scope) (BoolExp, error) {
	op := canonical(m.Name)
	if plain, ok := columnOperators[op]; ok {
		return r.compareColumns(left, plain, m.Value, s)
	}
	if op == "_cast" {
		e, err := r.cast(left, nullable, m.Value, s)
		if err != nil {
			err = &misread{in: m.Name, silent: true, err: err}
		}
		return e, err
	}
	rule, ok := operatorRules[op]
	if !ok {
		return nil, unknownOperator(m.Name)
	}
	t := left.Type()
	if rule.on != familyAny && rule.on&familyOf(t) == 0 {
		return nil, doesNotApply(op, t)
	}
	right, err := r.operand(t, rule.form, m.Value)
	if err != nil {
		return nil, &misread{in: m.Name, err: err}
	}
	return &Compare{Left: left, Op: op, NullSafe: nullable && (op == Eq || op == Neq), Right: right}, nil
}

func doesNotApply(op Operator, t *catalog.Type) error {
	return fmt.Errorf("the operator %s does not apply to type %s", op, t.Plain().Name.Name)
}

func unknownOperator(name string) error { return fmt.Errorf("Unknown operator: %s", name) }

// compareColumns reads the right side of _ceq and the like: a column of the same row, or
// with ["$", column] of the root's.
func (r conditionReader) compareColumns(left Left, op Operator, v *planner.Value, s scope) (BoolExp, error) {
	path := v.Items
	if v.Kind == planner.String {
		path = []*planner.Value{v}
	}
	right := Operand{Kind: ColumnValue}
	if len(path) > 1 && path[0].Kind == planner.String && path[0].Text == "$" {
		right.Root, s, path = true, r.root, path[1:]
	}
	switch {
	case len(path) > 1:
		return nil, errors.New("Relationship references are not supported in column comparison RHS")
	case len(path) == 0 || path[0].Kind != planner.String:
		return nil, errors.New("a column comparison takes the name of a column")
	}
	if right.Column = s.column(path[0].Text); right.Column == nil {
		return nil, fmt.Errorf("%q does not exist", path[0].Text)
	}
	if l, rt := left.Type().Plain(), right.Column.Type().Plain(); l != rt {
		return nil, fmt.Errorf("incompatible column types: %s and %q has type %s", l.Name.Name, right.Column.Name, rt.Name.Name)
	}
	return &Compare{Left: left, Op: op, Right: right}, nil
}

// cast reads `{"_cast": {"type": {...}}}`; the inner comparisons follow the same rules.
func (r conditionReader) cast(left Left, nullable bool, v *planner.Value, s scope) (BoolExp, error) {
	if v.Kind != planner.Object {
		return nil, malformed(v.Misread("_cast", "Object"))
	}
	from := left.Type().Plain().Name.Name
	var terms []BoolExp
	for _, m := range v.Members {
		target := r.catalog.TypeNamed(castTargets[from][m.Name])
		if target == nil {
			return nil, fmt.Errorf("cannot cast column of type %q to type %q", from, m.Name)
		}
		to := left
		to.Casts = append(to.Casts[:len(to.Casts):len(to.Casts)], target)
		term, err := r.comparisons(to, nullable, m.Value, s)
		if err != nil {
			return nil, err
		}
		terms = append(terms, term)
	}
	return all(terms), nil
}

// operand reads the right side of an operator on type t.
func (r conditionReader) operand(t *catalog.Type, form operandForm, v *planner.Value) (Operand, error) {
	o := sessionOr(v, form == formFlag)
	if o.Kind == SessionVariable {
		return o, nil
	}
	if form == formWithin {
		return r.within(t, v)
	}
	return o, checkOperand(t, form, v)
}

// checkOperand tells whether a literal can stand on the right of an operator on type t.
func checkOperand(t *catalog.Type, form operandForm, v *planner.Value) error {
	switch form {
	case formFlag:
		if v.Kind != planner.Boolean {
			return malformed(v.Misread("Bool", "Boolean"))
		}
		return nil
	case formText:
		return asMalformed(checkText(v, v.Misread("Text", "String")))
	case formTexts, formList:
		return asMalformed(checkItems(t, form, v))
	}
	return asMalformed(checkLiteral(t, v))
}

func checkItems(t *catalog.Type, form operandForm, v *planner.Value) error {
	if v.Kind != planner.List {
		return malformed(v.Misread("[]", "Array"))
	}
	for i, item := range v.Items {
		if item.Kind == planner.Null {
			return &misreadItem{i, errors.New("unexpected null value")}
		}
		err := checkText(item, item.Misread("Text", "String"))
		if form == formList {
			err = checkLiteral(t, item)
		}
		if err != nil {
			return &misreadItem{i, err}
		}
	}
	return nil
}

// within reads {distance, from, use_spheroid}: each may be a session variable.
func (r conditionReader) within(t *catalog.Type, v *planner.Value) (Operand, error) {
	if v.Kind != planner.Object {
		return Operand{}, malformed(v.Misread("record", "Object"))
	}
	members := []struct {
		name     string
		t        *catalog.Type
		optional bool
	}{{"distance", r.catalog.TypeNamed("float8"), false}, {"from", t, false}}
	if familyOf(t) == familyGeography {
		members = append(members, struct {
			name     string
			t        *catalog.Type
			optional bool
		}{"use_spheroid", r.catalog.TypeNamed("bool"), true})
	}
	out, read := Operand{Kind: Composite}, 0
	for _, m := range members {
		value := v.Member(m.name)
		if value == nil {
			if m.optional {
				continue
			}
			return out, fmt.Errorf("the key '%s' was not present", m.name)
		}
		read++
		part, err := r.operand(m.t, formValue, value)
		if err != nil {
			return out, fmt.Errorf("in %q: %w", m.name, err)
		}
		out.Members = append(out.Members, OperandMember{Name: m.name, Value: part})
	}
	if read != len(v.Members) {
		return out, errors.New("unexpected keys beside distance, from and use_spheroid")
	}
	return out, nil
}

// sessionOr reads a string that names a session variable as one, anything else as a
// literal. Inside of lists nothing is a variable (contract/postgres-graphql.md 7.3).
func sessionOr(v *planner.Value, never bool) Operand {
	if v.Kind == planner.String && !never {
		if name := strings.ToLower(v.Text); strings.HasPrefix(name, "x-hasura-") {
			return Operand{Kind: SessionVariable, Session: name}
		} else if name == "req_user_id" {
			return Operand{Kind: SessionVariable, Session: "x-hasura-user-id"}
		}
	}
	return Operand{Kind: Literal, Literal: v}
}
