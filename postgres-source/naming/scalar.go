package naming

// Scalar names a scalar type. Only the September 2023 additions change it.
func (r *Rules) Scalar(name string) string {
	if r.sep2023() {
		return r.Convention.Type(Split(name))
	}
	return name
}

// Comparison names the comparison type of a scalar or an enum: `Int_comparison_exp`.
// Source settings do not apply, except those already in the name.
func (r *Rules) Comparison(typeName string) string {
	return r.Convention.Type(Split(typeName).With("comparison", "exp"))
}

// ArrayComparison names the comparison type of a list of the scalar:
// `Int_array_comparison_exp`.
func (r *Rules) ArrayComparison(typeName string) string {
	return r.Convention.Type(Split(typeName).With("array", "comparison", "exp"))
}

// Cast names the input that casts a column of the scalar: `jsonb_cast_exp`.
func (r *Rules) Cast(typeName string) string {
	return r.Convention.Type(Split(typeName).With("cast", "exp"))
}

// SharedOrderBy names the enum of directions, which no source setting changes.
func (r *Rules) SharedOrderBy() string { return r.Convention.Type(Split("order_by")) }

// CursorOrdering names the enum of stream directions, which does take the source's prefix
// and suffix.
func (r *Rules) CursorOrdering() string { return r.Type(r.Convention.Type(Split("cursor_ordering"))) }

// EnumTableValue is the GraphQL value of an enum table's key.
func (r *Rules) EnumTableValue(key string) string { return r.Convention.Upper(key) }

// ConstraintValue is the value of a constraint in `T_constraint`.
func (r *Rules) ConstraintValue(constraint string) string {
	if r.sep2023() {
		return r.Convention.Field(Split(constraint))
	}
	return constraint
}
