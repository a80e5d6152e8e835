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

	"create_scheduled_event":          decodeCreateScheduledEvent,
	"delete_scheduled_event":          decodeDeleteScheduledEvent,
	"get_scheduled_events":            decodeGetScheduledEvents,
	"get_scheduled_event_invocations": decodeGetScheduledInvocations,

	"test_webhook_transform": decodeTestTransform,
	"get_table_info":         decodeForeignTableInfo,
	"dc_add_agent":           unserved("data connectors are not supported", "name", "url"),
	"dc_delete_agent":        unserved("data connectors are not supported", "name"),
}

// backendCommands are the commands on PostgreSQL sources that are more than edits, without
// their prefix.
var backendCommands = map[string]decoder{
	"get_source_tables":     decodeGetSourceTables,
	"get_table_info":        decodeGetTableInfo,
	"suggest_relationships": decodeSuggestRelationships,
	"get_native_query":      decodeGetNativeQueries,
	"get_logical_model":     decodeGetLogicalModels,

	"test_connection_template": unserved("connection templates are not supported", "request_context"),

	"redeliver_event":           decodeRedeliver,
	"invoke_event_trigger":      decodeInvoke,
	"get_event_logs":            decodeGetEventLogs,
	"get_event_invocation_logs": decodeGetEventInvocations,
	"get_event_by_id":           decodeGetEvent,
}
