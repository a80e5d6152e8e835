package config

import (
	"encoding/json"
	"time"
)

// Metadata tells where the metadata comes from and how changes of it are noticed.
type Metadata struct {
	// Dir is a directory in the project layout that is served read-only instead of a
	// metadata database; "" when there is none. Our own addition.
	Dir string
	// Apply is a project directory whose metadata, migrations and seeds are applied before
	// the server opens; "" applies none. The parts may lie elsewhere: the other three.
	// Our own addition, after contract/metadata-and-migrations.md 10.6.
	Apply, ApplyMetadata, ApplyMigrations, ApplySeeds string
	// SyncInterval is the pause between looks for changes made by other replicas; 0: none.
	SyncInterval time.Duration
	Maintenance  bool // metadata changes are rejected
	// ExtensionsSchema is where pgcrypto is created in the metadata database.
	ExtensionsSchema string
	Defaults         json.RawMessage // merged under the metadata
	LogQueries       bool            // log bodies of metadata requests
}

func (m *Metadata) rows() []*option {
	return []*option{
		{flag: "metadata-dir", env: []string{"WEFT_METADATA_DIR"}, value: in(&m.Dir, "dir", parseNonEmpty, ""), help: "serve the metadata of this project directory, read-only; changes of its files are noticed"},
		{flag: "apply-migrations", env: []string{"WEFT_APPLY_MIGRATIONS"}, value: in(&m.Apply, "dir", parseNonEmpty, ""), help: "apply the metadata, migrations and seeds of this project directory before serving"},
		{env: vars("METADATA_DIR"), value: in(&m.ApplyMetadata, "dir", parseText, "")},
		{env: vars("MIGRATIONS_DIR"), value: in(&m.ApplyMigrations, "dir", parseText, "")},
		{env: vars("SEEDS_DIR"), value: in(&m.ApplySeeds, "dir", parseText, "")},
		{flag: "schema-sync-poll-interval", env: vars("SCHEMA_SYNC_POLL_INTERVAL"), value: in(&m.SyncInterval, "ms", parseDuration(time.Millisecond), "1000"), help: "pause between looks for metadata changes, 0 never"},
		{flag: "enable-maintenance-mode", bare: true, env: vars("ENABLE_MAINTENANCE_MODE"), value: in(&m.Maintenance, "true|false", ParseBool, ""), help: "reject changes of the metadata"},
		{flag: "metadata-database-extensions-schema", env: vars("METADATA_DATABASE_EXTENSIONS_SCHEMA"), value: in(&m.ExtensionsSchema, "schema", parseText, "public"), help: "where pgcrypto is created"},
		{flag: "metadata-defaults", env: vars("METADATA_DEFAULTS"), value: in(&m.Defaults, "json", parseJSON, "{}"), help: "defaults merged under the metadata"},
		{flag: "enable-metadata-query-logging", bare: true, env: vars("ENABLE_METADATA_QUERY_LOGGING"), value: in(&m.LogQueries, "true|false", ParseBool, ""), help: "log bodies of metadata requests"},
	}
}
