package metadata

// LogicalModel is a named row type for native queries (contract/metadata-and-migrations.md
// 2.4).
type LogicalModel struct {
	Name              string
	Fields            []*LogicalField
	Description       *string
	SelectPermissions []*SelectPermission
}

// LogicalField is one field of a logical model.
type LogicalField struct {
	Name        string
	Type        LogicalType
	Description *string
	// Short is set for the form `{name, type: "text", nullable}`, which is exported as it
	// was read; else the type is an object.
	Short bool
}

// LogicalType is a scalar, a logical model, or an array of either. Exactly one of Scalar,
// LogicalModel and Array is set.
type LogicalType struct {
	Scalar       string // a PostgreSQL type name
	LogicalModel string
	Array        *LogicalType
	Nullable     bool
}

// NativeQuery is a statement shown as a root field.
type NativeQuery struct {
	RootFieldName string
	Code          string // SQL with {{argument}} placeholders
	// Returns names a logical model; Inline is set instead when it was written in place.
	Returns             string
	Inline              *LogicalModel // without a name
	Arguments           []*NativeArgument
	ObjectRelationships []*Relationship
	ArrayRelationships  []*Relationship
	Description         *string
}

// NativeArgument is one argument of a native query.
type NativeArgument struct {
	Name        string
	Type        string // a PostgreSQL type name
	Nullable    bool
	Description *string
}
