package naming

// Function names the root field of a function. custom is the field's own custom name
// (custom_root_fields.function).
func (r *Rules) Function(base Name, custom string) string {
	if custom == "" {
		custom = r.Convention.Field(base)
	}
	return r.Root(custom)
}

// FunctionAggregate names the aggregate root field of a function. custom is the field's own
// custom name (custom_root_fields.function_aggregate).
func (r *Rules) FunctionAggregate(base Name, custom string) string {
	if custom == "" {
		custom = r.Convention.Field(base.With("aggregate"))
	}
	return r.Root(custom)
}

// FunctionConnection names the Relay root field of a function.
func (r *Rules) FunctionConnection(base Name) string {
	return r.Root(r.Convention.Field(base.With("connection")))
}

// FunctionArgs names the input type of a function's arguments: lower camel case even for a
// custom name (contract/postgres-graphql.md 1.6).
func (r *Rules) FunctionArgs(base Name) string {
	n := Split(base.Snake()).With("args")
	if r.sep2023() {
		return r.Type(r.Convention.Type(n))
	}
	return r.Type(r.Convention.Field(n))
}

// FunctionArgument is the name of one argument inside the input type.
func (r *Rules) FunctionArgument(name string) string {
	if r.sep2023() {
		return r.Convention.Field(Split(name))
	}
	return name
}

// ComputedFieldArgs names the input type of a computed field's arguments, snake case under
// either convention.
func (r *Rules) ComputedFieldArgs(field string, table Name) string {
	name := field + "_" + table.Snake() + "_args"
	if r.sep2023() {
		name = r.Convention.Type(Split(name))
	}
	return r.Type(name)
}

// NativeQueryArguments names the input type of a native query's arguments.
func (r *Rules) NativeQueryArguments(rootField string) string {
	return r.Convention.Type(Custom(rootField).With("arguments"))
}

// LogicalModelBoolExp names the filter of a logical model.
func (r *Rules) LogicalModelBoolExp(model string) string {
	return r.Type(r.Convention.Type(Custom(model).With("bool", "exp")))
}

// LogicalModelOrderBy names the ordering of a logical model.
func (r *Rules) LogicalModelOrderBy(model string) string {
	return r.Type(r.Convention.Type(Custom(model).With("order", "by")))
}

// LogicalModelColumns names the enum of a logical model's fields.
func (r *Rules) LogicalModelColumns(model string) string {
	return r.Convention.Type(Custom(model).With("enum", "name"))
}
