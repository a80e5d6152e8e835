package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/weftql/weft/planner"
)

// sectionFiles maps the files of a metadata directory to the sections of the document they
// hold, in the document's order (contract/metadata-and-migrations.md 10.2). The sections
// actions and custom_types come from two files and are read apart.
var sectionFiles = []struct{ file, section string }{
	{"databases/databases.yaml", "sources"},
	{"remote_schemas.yaml", "remote_schemas"},
	{"query_collections.yaml", "query_collections"},
	{"allow_list.yaml", "allowlist"},
	{actionsFile, "actions"},
	{"cron_triggers.yaml", "cron_triggers"},
	{"rest_endpoints.yaml", "rest_endpoints"},
	{"api_limits.yaml", "api_limits"},
	{"metrics_config.yaml", "metrics_config"},
	{"inherited_roles.yaml", "inherited_roles"},
	{"graphql_schema_introspection.yaml", "graphql_schema_introspection"},
	{"network.yaml", "network"},
	{"backend_configs.yaml", "backend_configs"},
	{"opentelemetry.yaml", "opentelemetry"},
}

const (
	actionsFile  = "actions.yaml"
	actionsSDL   = "actions.graphql"
	versionFile  = "version.yaml"
	documentKind = 3 // the document version a v3 directory makes
)

// ReadDirectory reads a metadata directory in the v3 layout. Missing files are absent
// sections. Errors name the file.
func ReadDirectory(dir fs.FS) (*Document, error) {
	f := files{fs: dir}
	if err := checkVersion(f); err != nil {
		return nil, err
	}
	out := fmt.Appendf(nil, `{"version":%d`, documentKind)
	for _, s := range sectionFiles {
		// Only the file itself may be missing: one that it includes may not.
		if _, err := fs.Stat(dir, s.file); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		data, err := f.read(s.file)
		if err != nil {
			return nil, err
		}
		if s.file == actionsFile {
			out, err = appendActions(out, data, dir)
			if err != nil {
				return nil, err
			}
			continue
		}
		if IsEmpty(data) {
			continue
		}
		out = append(append(out, ','), planner.AppendJSONString(nil, s.section)...)
		out = append(append(out, ':'), data...)
	}
	return Decode(append(out, '}'))
}

func checkVersion(f files) error {
	data, err := f.read(versionFile)
	if err != nil {
		return fmt.Errorf("this is not a metadata directory: %w", err)
	}
	var v struct {
		Version int `json:"version"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return fmt.Errorf("%s: %w", versionFile, err)
	}
	if v.Version != documentKind {
		return fmt.Errorf("%s: metadata version %d, but a directory of version %d is expected", versionFile, v.Version, documentKind)
	}
	return nil
}

// IsEmpty tells whether a section holds nothing: `[]`, `{}`, null.
func IsEmpty(data json.RawMessage) bool {
	switch jsonKind(data) {
	case '[':
		var list []json.RawMessage
		return json.Unmarshal(data, &list) == nil && len(list) == 0
	case '{':
		var object map[string]json.RawMessage
		return json.Unmarshal(data, &object) == nil && len(object) == 0
	case 'n', 0:
		return true
	}
	return false
}
