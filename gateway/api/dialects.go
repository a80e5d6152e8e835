package api

import (
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/planner"
)

// metadataDialect is /v1/metadata (contract/metadata-and-migrations.md 4).
func metadataDialect() *dialect {
	d := &dialect{
		commands: map[string]decoder{}, unknown: unknownMetadata, place: below,
		second: map[string]decoder{"export_metadata": decodeExportVersioned, "replace_metadata": decodeReplaceWhole},
		bulk: map[string]func([]*call) (command, error){
			"bulk": newBulk(true), "bulk_keep_going": newKeepGoing, "bulk_atomic": newAtomic,
		},
	}
	for _, o := range operations.Backend() {
		withPrefix(d.commands, o.Name, decodeEdit(o))
	}
	for name, decode := range backendCommands {
		withPrefix(d.commands, name, decode)
	}
	for _, o := range operations.Global() {
		d.commands[o.Name] = decodeEdit(o)
	}
	for name, decode := range globalCommands {
		d.commands[name] = decode
	}
	return d
}

// queryDialect is /v2/query (contract/metadata-and-migrations.md 7). What goes wrong there
// has the path of the request itself.
func queryDialect() *dialect {
	d := &dialect{
		commands: map[string]decoder{"run_sql": decodeRunSQL, "pg_run_sql": decodeRunSQL, "postgres_run_sql": decodeRunSQL},
		unknown:  unknownQuery,
		bulk:     map[string]func([]*call) (command, error){"bulk": newBulk(false), "concurrent_bulk": newConcurrent},
		place: func(path *planner.Path) (decoding, serving *planner.Path) {
			if path == nil {
				return path.Key("args"), nil
			}
			return below(path)
		},
	}
	withData(d.commands)
	return d
}

// legacyDialect is /v1/query (contract/metadata-and-migrations.md 8): the commands of all
// subjects without prefixes. Arguments that do not parse are placed below `$` there.
func legacyDialect() *dialect {
	d := &dialect{
		commands: map[string]decoder{"run_sql": decodeRunSQL}, unknown: unknownLegacy,
		second: map[string]decoder{
			"set_table_custom_fields": decodeEdit(operations.Operation{Decode: operations.DecodeSetTableCustomFields}),
			"replace_metadata":        decodeReplace,
		},
		bulk: map[string]func([]*call) (command, error){"bulk": newBulk(false)},
		place: func(path *planner.Path) (decoding, serving *planner.Path) {
			if path == nil {
				return nil, path.Key("args")
			}
			return below(path)
		},
	}
	withData(d.commands)
	for _, o := range operations.Backend() {
		if !modern[o.Name] {
			d.commands[o.Name] = decodeEdit(o)
		}
	}
	for _, o := range operations.Global() {
		if !modern[o.Name] {
			d.commands[o.Name] = decodeEdit(o)
		}
	}
	for name, decode := range globalCommands {
		if !modern[name] {
			d.commands[name] = decode
		}
	}
	d.commands["redeliver_event"], d.commands["invoke_event_trigger"] = decodeRedeliver, decodeInvoke
	d.commands["add_existing_table_or_view"] = d.commands["track_table"]
	d.second["track_table"], d.second["track_function"] = d.commands["track_table"], d.commands["track_function"]
	return d
}

// modern are commands that /v1/query does not know: they came after it.
var modern = map[string]bool{
	"add_source": true, "update_source": true, "drop_source": true, "rename_source": true, "set_query_tags": true,
	"track_tables": true, "untrack_tables": true, "set_apollo_federation_config": true,
	"set_function_customization": true, "create_function_permission": true, "drop_function_permission": true,
	"track_native_query": true, "untrack_native_query": true, "track_logical_model": true, "untrack_logical_model": true,
	"create_logical_model_select_permission": true, "drop_logical_model_select_permission": true,
	"create_remote_schema_remote_relationship": true, "update_remote_schema_remote_relationship": true,
	"delete_remote_schema_remote_relationship": true, "add_host_to_tls_allowlist": true, "drop_host_from_tls_allowlist": true,
	"set_opentelemetry_config": true, "set_opentelemetry_status": true, "list_source_kinds": true, "get_source_kind_capabilities": true,
	"get_catalog_state": true, "set_catalog_state": true, "bulk_keep_going": true, "bulk_atomic": true,
	"get_cron_triggers": true, "get_scheduled_events": true, "get_scheduled_event_invocations": true,
	"cleanup_event_trigger_logs": true, "resume_event_trigger_cleanups": true, "pause_event_trigger_cleanups": true,
	"test_webhook_transform": true, "get_table_info": true, "dc_add_agent": true, "dc_delete_agent": true,
}
