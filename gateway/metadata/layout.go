package metadata

import (
	"bytes"
	"encoding/json"
)

// sectionFile is a file of a metadata directory and the section of the document it holds.
type sectionFile struct {
	file, section string
	// empty is what the file holds when the document has no such section. It is what the
	// original's command line writes, so that two tools on one project do not undo each other.
	empty string
}

// isEmpty tells whether the file's content is no section.
func (s sectionFile) isEmpty(data json.RawMessage) bool {
	empty, err := JSON([]byte(s.empty))
	return IsEmpty(data) || err == nil && bytes.Equal(data, empty)
}

// The files of the two layouts in the order of the document's sections
// (contract/metadata-and-migrations.md 10.2). The sections actions and custom_types share
// two files and are read and written apart.
var (
	databaseFile = sectionFile{"databases/databases.yaml", "sources", "[]"}

	networkFile = sectionFile{"network.yaml", "network", "{}"}

	// sharedFiles are in both layouts, and so is the network.
	sharedFiles = []sectionFile{
		{"remote_schemas.yaml", "remote_schemas", "[]"},
		{"query_collections.yaml", "query_collections", "[]"},
		{"allow_list.yaml", "allowlist", "[]"},
		{actionsFile, "actions", ""},
		{"cron_triggers.yaml", "cron_triggers", "[]"},
	}

	// laterFiles came with version 3.
	laterFiles = []sectionFile{
		{"rest_endpoints.yaml", "rest_endpoints", "[]"},
		{"api_limits.yaml", "api_limits", "{}"},
		{"metrics_config.yaml", "metrics_config", "{}"},
		{"inherited_roles.yaml", "inherited_roles", "[]"},
		{"graphql_schema_introspection.yaml", "graphql_schema_introspection", "disabled_for_roles: []"},
		networkFile,
		{"backend_configs.yaml", "backend_configs", "{}"},
		{"opentelemetry.yaml", "opentelemetry", "{}"},
	}

	// legacyFiles hold the one database of a version 2 directory.
	legacyFiles = []sectionFile{{"tables.yaml", "tables", "[]"}, {"functions.yaml", "functions", "[]"}}
)

const (
	actionsFile    = "actions.yaml"
	actionsSDL     = "actions.graphql"
	versionFile    = "version.yaml"
	documentKind   = 3 // the document version a v3 directory makes
	legacyDocument = 2 // the document version a config v2 directory makes
)

// layout returns the files of a directory that makes documents of a version, nil for
// versions without a layout.
func layout(version int) []sectionFile {
	switch version {
	case documentKind:
		return concat([]sectionFile{databaseFile}, sharedFiles, laterFiles)
	case legacyDocument:
		return concat(legacyFiles, sharedFiles, []sectionFile{networkFile})
	}
	return nil
}

func concat(lists ...[]sectionFile) []sectionFile {
	var all []sectionFile
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}
