package schema

import (
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// compared is what a comparison compares: a value of an enum table, or of a scalar with
// depth lists around it.
type compared struct {
	enum   *table
	scalar *scalar
	depth  int
}

// comparisonOf names the type that compares values of a column: of its enum, its scalar, or
// lists of its scalar.
func (f *frame) comparisonOf(c compared) string {
	if c.enum != nil {
		return f.rules.Comparison(f.enumName(c.enum))
	}
	if c.depth > 0 {
		return f.rules.ArrayComparison(c.scalar.name)
	}
	return f.rules.Comparison(c.scalar.name)
}

// addComparison registers `X_comparison_exp` and, where the class has casts, `X_cast_exp`.
func (f *frame) addComparison(s *scalar) {
	f.memoized(f.rules.Comparison(s.name), nil, func() *planner.Type { return f.comparison(s) })
	if len(s.class.casts) > 0 {
		f.memoized(f.rules.Cast(s.name), nil, func() *planner.Type { return f.castType(s) })
	}
}

// addArrayComparison registers `X_array_comparison_exp`.
func (f *frame) addArrayComparison(s *scalar) {
	f.memoized(f.rules.ArrayComparison(s.name), nil, func() *planner.Type { return f.arrayComparison(s) })
}

// addEnumComparison registers `T_enum_comparison_exp`.
func (f *frame) addEnumComparison(t *table) {
	f.memoized(f.rules.Comparison(f.enumName(t)), nil, func() *planner.Type { return f.enumComparison(t) })
}

func (f *frame) comparison(s *scalar) *planner.Type {
	inputs := f.operators(s, 0, equalityOperators)
	if s.class.ordered {
		inputs = append(inputs, f.operators(s, 0, orderOperators)...)
	}
	inputs = append(inputs, f.operators(s, 0, s.class.operators)...)
	if len(s.class.casts) > 0 {
		inputs = append(inputs, &planner.InputValue{
			Name: "_cast", Type: f.wrap(f.rules.Cast(s.name)).plain, NoNull: true, Meta: Cast{},
		})
	}
	return comparisonType(f.rules.Comparison(s.name), s.name, inputs)
}

func (f *frame) arrayComparison(s *scalar) *planner.Type {
	inputs := f.operators(s, 1, equalityOperators)
	inputs = append(inputs, f.operators(s, 1, orderOperators)...)
	inputs = append(inputs, f.operators(s, 1, arrayOperators)...)
	return comparisonType(f.rules.ArrayComparison(s.name), s.name, inputs)
}

func comparisonType(name, of string, inputs []*planner.InputValue) *planner.Type {
	return &planner.Type{
		Kind: ast.InputObject, Name: name, Inputs: planner.SortInputs(inputs),
		Description: fmt.Sprintf("Boolean expression to compare columns of type %q. All fields are combined with logical 'AND'.", of),
	}
}

// enumComparison offers equality only; its operands follow the rules of enums.
func (f *frame) enumComparison(t *table) *planner.Type {
	name := f.enumName(t)
	inputs := make([]*planner.InputValue, 0, len(equalityOperators))
	for i := range equalityOperators {
		op := &equalityOperators[i]
		in := f.operatorInput(op)
		switch op.operand {
		case OperandSame:
			in.Type, in.NoNull = f.wrap(name).plain, true
		case OperandSameList:
			in.Type, in.NoNull = f.wrap(name).list, true
		default:
			f.fixedOperand(op, in)
		}
		inputs = append(inputs, in)
	}
	return comparisonType(f.rules.Comparison(name), name, inputs)
}

// operators makes the inputs of a family for values of a scalar with depth lists around it.
func (f *frame) operators(s *scalar, depth int, family []operator) []*planner.InputValue {
	inputs := make([]*planner.InputValue, 0, len(family))
	for i := range family {
		op := &family[i]
		in := f.operatorInput(op)
		switch op.operand {
		case OperandSame:
			in.Type, in.Accept = f.listed(s.name, depth, false), f.accept(s, depth, acceptOperand)
		case OperandSameList:
			in.Type, in.Accept = f.listed(s.name, depth+1, false), f.accept(s, depth, acceptList)
		default:
			f.fixedOperand(op, in)
		}
		inputs = append(inputs, in)
	}
	return inputs
}

func (f *frame) operatorInput(op *operator) *planner.InputValue {
	return &planner.InputValue{
		Name: f.rules.Convention.Word(string(op.op)), Description: op.description, NullIsAbsent: true,
		Meta: &Operator{Op: op.op, Operand: op.operand, SQL: op.sql},
	}
}

// fixedOperand types an operand that does not depend on the compared type.
func (f *frame) fixedOperand(op *operator, in *planner.InputValue) {
	in.NoNull = !op.nullable
	switch op.operand {
	case OperandBoolean:
		in.Type = f.wrap("Boolean").plain
		return
	case OperandObject:
		in.Type = f.wrap(op.object).plain
		return
	}
	s := f.known(op.scalar())
	if op.operand == OperandTypeList {
		in.Type = f.wrap(s.name).list
		return
	}
	in.Type = f.wrap(s.name).plain
	if !isBuiltin(s.name) {
		in.NoNull, in.Accept = false, f.accept(s, 0, acceptOperand)
	}
}

func (f *frame) castType(s *scalar) *planner.Type {
	inputs := make([]*planner.InputValue, 0, len(s.class.casts))
	for _, target := range s.class.casts {
		to := f.known(target)
		inputs = append(inputs, &planner.InputValue{
			Name: to.name, Type: f.wrap(f.rules.Comparison(to.name)).plain, NoNull: true, Meta: &CastTarget{SQL: target},
		})
	}
	return &planner.Type{Kind: ast.InputObject, Name: f.rules.Cast(s.name), Inputs: planner.SortInputs(inputs)}
}

// Names of the input objects of spatial operators, which no convention changes.
const (
	geometryWithin   = "st_d_within_input"
	geographyWithin  = "st_d_within_geography_input"
	bandThenGeometry = "st_intersects_nband_geom_input"
	geometryThenBand = "st_intersects_geom_nband_input"
)

// addSpatialInputs registers the input objects of spatial operators.
func (f *frame) addSpatialInputs() {
	object := func(name string, members func() []*planner.InputValue) {
		f.memoized(name, nil, func() *planner.Type {
			return &planner.Type{Kind: ast.InputObject, Name: name, Inputs: planner.SortInputs(members())}
		})
	}
	f.known("geometry")
	distance := &planner.InputValue{Name: "distance", Type: f.wrap("Float").nonNull, Meta: MemberDistance}
	object(geometryWithin, func() []*planner.InputValue {
		return []*planner.InputValue{distance, f.spatial("from", "geometry", MemberFrom)}
	})
	object(geographyWithin, func() []*planner.InputValue {
		return []*planner.InputValue{
			distance, f.spatial("from", "geography", MemberFrom),
			{Name: "use_spheroid", Type: f.wrap("Boolean").plain, Default: planner.TrueValue, NoNull: true, Meta: MemberUseSpheroid},
		}
	})
	object(bandThenGeometry, func() []*planner.InputValue {
		return []*planner.InputValue{
			{Name: "nband", Type: f.wrap("Int").nonNull, Meta: MemberNband}, f.spatial("geommin", "geometry", MemberGeommin),
		}
	})
	object(geometryThenBand, func() []*planner.InputValue {
		return []*planner.InputValue{
			f.spatial("geommin", "geometry", MemberGeommin), {Name: "nband", Type: f.wrap("Int").plain, Meta: MemberNband},
		}
	})
}

func (f *frame) spatial(name, sql string, meta OperandMember) *planner.InputValue {
	s := f.known(sql)
	return &planner.InputValue{Name: name, Type: f.wrap(s.name).nonNull, Accept: f.accept(s, 0, acceptOperand), Meta: meta}
}
