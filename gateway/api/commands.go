package api

// globalCommands are the commands without a backend's prefix that are more than edits.
var globalCommands = map[string]decoder{
	"export_metadata":              decodeExport,
	"replace_metadata":             decodeReplace,
	"clear_metadata":               decodeClear,
	"reload_metadata":              decodeReload,
	"get_inconsistent_metadata":    decodeGetInconsistent,
	"drop_inconsistent_metadata":   decodeDropInconsistent,
	"get_catalog_state":            decodeGetCatalogState,
	"set_catalog_state":            decodeSetCatalogState,
	"introspect_remote_schema":     decodeIntrospect,
	"dump_internal_state":          decodeDumpState,
	"list_source_kinds":            decodeListSourceKinds,
	"get_source_kind_capabilities": decodeCapabilities,
	"get_cron_triggers":            decodeGetCronTriggers,
}

// backendCommands are the commands on PostgreSQL sources that are more than edits, without
// their prefix.
var backendCommands = map[string]decoder{
	"get_source_tables":     decodeGetSourceTables,
	"get_table_info":        decodeGetTableInfo,
	"suggest_relationships": decodeSuggestRelationships,
	"get_native_query":      decodeGetNativeQueries,
	"get_logical_model":     decodeGetLogicalModels,
}
