package planner

import "github.com/vektah/gqlparser/v2/ast"

// Hidden fields of the query root: they can be selected but are not listed
// (contract/postgres-graphql.md 9.1).
var (
	schemaField = &Field{Name: "__schema", Type: NonNull(Named("__Schema"))}
	typeField   = &Field{Name: "__type", Type: Named("__Type"), Args: []*InputValue{
		{Name: "name", Type: NonNull(Named("String"))},
	}}
)

// noQueries is both description and value of the placeholder that stands in a query root
// without fields (contract/postgres-graphql.md 9.1).
const noQueries = "There are no queries available to the current role. Either there are no sources or remote schemas configured, " +
	"or the current role doesn't have the required permissions."

var placeholderField = &Field{Name: "no_queries_available", Description: noQueries, Type: NonNull(Named("String"))}

// introspectionTypes are the types that describe a schema, by name.
var introspectionTypes = makeIntrospectionTypes()

func makeIntrospectionTypes() map[string]*Type {
	types := map[string]*Type{}
	for _, t := range []*Type{
		object("__Schema",
			field("description", "String"), field("types", "[__Type!]!"), field("queryType", "__Type!"),
			field("mutationType", "__Type"), field("subscriptionType", "__Type"), field("directives", "[__Directive!]!")),
		object("__Type",
			field("kind", "__TypeKind!"), field("name", "String"), field("description", "String"),
			withDeprecated(field("fields", "[__Field!]")), field("interfaces", "[__Type!]"), field("possibleTypes", "[__Type!]"),
			withDeprecated(field("enumValues", "[__EnumValue!]")), field("inputFields", "[__InputValue!]"),
			field("ofType", "__Type")),
		object("__Field",
			field("name", "String!"), field("description", "String"), field("args", "[__InputValue!]!"),
			field("type", "__Type!"), field("isDeprecated", "Boolean!"), field("deprecationReason", "String")),
		object("__InputValue",
			field("name", "String!"), field("description", "String"), field("type", "__Type!"), field("defaultValue", "String")),
		object("__EnumValue",
			field("name", "String!"), field("description", "String"),
			field("isDeprecated", "Boolean!"), field("deprecationReason", "String")),
		object("__Directive",
			field("name", "String!"), field("description", "String"), field("locations", "[__DirectiveLocation!]!"),
			field("args", "[__InputValue!]!"), field("isRepeatable", "Boolean!")),
		enum("__TypeKind", "ENUM", "INPUT_OBJECT", "INTERFACE", "LIST", "NON_NULL", "OBJECT", "SCALAR", "UNION"),
		enum("__DirectiveLocation",
			"ARGUMENT_DEFINITION", "ENUM", "ENUM_VALUE", "FIELD", "FIELD_DEFINITION", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD",
			"INLINE_FRAGMENT", "INPUT_FIELD_DEFINITION", "INPUT_OBJECT", "INTERFACE", "MUTATION", "OBJECT", "QUERY", "SCALAR",
			"SCHEMA", "SUBSCRIPTION", "UNION", "VARIABLE_DEFINITION"),
	} {
		types[t.Name] = t
	}
	return types
}

func object(name string, fields ...*Field) *Type {
	return &Type{Kind: ast.Object, Name: name, Fields: SortFields(fields)}
}

func enum(name string, values ...string) *Type {
	t := &Type{Kind: ast.Enum, Name: name}
	for _, v := range values {
		t.Values = append(t.Values, &EnumValue{Name: v})
	}
	return t
}

func field(name, typ string) *Field { return &Field{Name: name, Type: mustParseType(typ)} }

// withDeprecated adds the argument that clients send and nothing depends on, since nothing
// is ever deprecated. Arguments and input fields do not have it: they cannot be deprecated
// here, as in the GraphQL of 2018.
func withDeprecated(f *Field) *Field {
	f.Args = []*InputValue{{Name: "includeDeprecated", Type: Named("Boolean"), Default: FalseValue}}
	return f
}

// mustParseType reads a type as GraphQL writes it; typ must be well formed.
func mustParseType(typ string) *ast.Type {
	last := len(typ) - 1
	switch {
	case typ[last] == '!':
		return NonNull(mustParseType(typ[:last]))
	case typ[0] == '[':
		return ListOf(mustParseType(typ[1:last]))
	default:
		return Named(typ)
	}
}
