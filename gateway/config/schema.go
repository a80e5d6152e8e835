package config

import "slices"

// Schema tells how schemas are built and requests are read.
type Schema struct {
	StringifyNumbers       bool // bigint, numeric, float8 and the like as JSON strings
	BooleanNullCollapse    bool // {col: {_eq: null}} is true, as in version 1
	NullForNonNullable     bool // accept null for a non-null variable with a default
	NativeQueriesUnchecked bool
	AllowList              bool
	RemotePermissions      bool // remote schemas need permissions of their own
	InferFunctions         bool // functions follow the permissions of their tables
	NamingConvention       string
	NamingSep2023          bool // graphql-default also names scalars, arguments and constraints
	ApolloFederation       bool
	Experimental           []string
	RemoteSkipNulls        bool // drop nulls sent to remote schemas
	RemotePrioritizeData   bool // a remote answering data and errors: keep the data
	ConfiguredHeadersFirst bool // a configured header beats a forwarded one
	TraceSQL               bool // SQL and GraphQL text in spans
}

// Has tells whether an experimental feature is on.
func (s *Schema) Has(feature string) bool { return slices.Contains(s.Experimental, feature) }

var experimentalFeatures = []string{
	"inherited_roles", "optimize_permission_filters", "naming_convention", "streaming_subscriptions",
	"apollo_federation", "hide_update_many_fields", "hide_aggregation_predicates", "hide_stream_fields",
	"group_by_aggregations", "disable_postgres_arrays", "bigquery_string_numeric_input",
	"no_null_unbound_variable_default", "remove_empty_subscription_responses",
}

func (s *Schema) rows() []*option {
	flag := func(name, env string, at *bool, help string) *option {
		return &option{flag: name, bare: true, env: vars(env), value: in(at, "true|false", ParseBool, ""), help: help}
	}
	return []*option{
		flag("stringify-numeric-types", "STRINGIFY_NUMERIC_TYPES", &s.StringifyNumbers, "big numbers as JSON strings"),
		flag("v1-boolean-null-collapse", "V1_BOOLEAN_NULL_COLLAPSE", &s.BooleanNullCollapse, "a comparison with null is true"),
		flag("null-in-nonnullable-variables", "BACKWARDS_COMPAT_NULL_IN_NONNULLABLE_VARIABLES", &s.NullForNonNullable, "accept null for a non-null variable with a default"),
		flag("remote-schema-skip-nulls", "REMOTE_SCHEMA_SKIP_NULLS", &s.RemoteSkipNulls, "drop nulls sent to remote schemas"),
		flag("disable-native-query-validation", "DISABLE_NATIVE_QUERY_VALIDATION", &s.NativeQueriesUnchecked, "accept native queries unchecked"),
		flag("enable-allowlist", "ENABLE_ALLOWLIST", &s.AllowList, "only operations of the allow list"),
		flag("enable-remote-schema-permissions", "ENABLE_REMOTE_SCHEMA_PERMISSIONS", &s.RemotePermissions, "remote schemas need permissions"),
		{flag: "infer-function-permissions", env: vars("INFER_FUNCTION_PERMISSIONS"), value: in(&s.InferFunctions, "true|false", ParseBool, "true"), help: "functions follow their tables' permissions"},
		{flag: "default-naming-convention", env: vars("DEFAULT_NAMING_CONVENTION"), value: in(&s.NamingConvention, "name", parseOneOf(
			"hasura-default and graphql-default are the only supported naming conventions", "hasura-default", "graphql-default"), "hasura-default"), help: "hasura-default or graphql-default"},
		{env: []string{"HASURA_FF_NAMING_CONVENTION_SEP_2023"}, value: in(&s.NamingSep2023, "true|false", ParseBool, "")},
		flag("enable-apollo-federation", "ENABLE_APOLLO_FEDERATION", &s.ApolloFederation, "serve as an Apollo Federation subgraph"),
		{flag: "experimental-features", env: vars("EXPERIMENTAL_FEATURES"), value: in(&s.Experimental, "list", parseList("experimental feature", experimentalFeatures...), ""), help: "experimental features to turn on"},
		flag("remote-schema-prioritize-data", "REMOTE_SCHEMA_PRIORITIZE_DATA", &s.RemotePrioritizeData, "keep a remote's data when it also answers errors"),
		flag("configured-header-precedence", "CONFIGURED_HEADER_PRECEDENCE", &s.ConfiguredHeadersFirst, "a configured header beats a forwarded one"),
		flag("trace-sql-query", "ENABLE_QUERY_TRACING", &s.TraceSQL, "SQL and GraphQL text in spans"),
	}
}
