package schema

// Options are the server's switches that change a schema. The zero value is the contract's
// default (contract/postgres-graphql.md 5.10). The naming convention is the model's:
// [model.Model.Naming].
type Options struct {
	// Sep2023 is HASURA_FF_NAMING_CONVENTION_SEP_2023.
	Sep2023 bool
	// HideUpdateMany leaves update_T_many out (hide_update_many_fields).
	HideUpdateMany bool
	// HideAggregationPredicates leaves R_aggregate out of T_bool_exp.
	HideAggregationPredicates bool
	// HideStreams leaves T_stream out (hide_stream_fields).
	HideStreams bool
	// OpaqueArrays shows `text[]` as a scalar `_text` (disable_postgres_arrays).
	OpaqueArrays bool
	// Federation adds _entities (HASURA_GRAPHQL_ENABLE_APOLLO_FEDERATION). `_service` tells of
	// the whole schema: see [planner.BindOptions].
	Federation bool
	// Cache shares types between roles; nil shares nothing.
	Cache *Cache
}

// Cache keeps what the schemas of several roles share. Keep one for as long as the model it
// was first used with: it serves a single model and a single set of options, and schemas of
// others do not use it. The zero value is ready; it is safe for concurrent use.
type Cache struct{ slot cacheSlot }
