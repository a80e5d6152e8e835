package metadata

import (
	"encoding/json"
	"errors"
	"fmt"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// Document is the metadata document, version 3 (contract/metadata-and-migrations.md
// section 2). Sections that belong to a source are typed by that source's package; those
// nobody reads yet stay as they were written. Nil and empty sections are omitted when it is
// encoded.
type Document struct {
	Sources        []*postgres.Source
	RemoteSchemas  []remote.Schema
	Actions        []actions.Action
	CustomTypes    actions.CustomTypes
	InheritedRoles []InheritedRole

	QueryCollections    json.RawMessage
	Allowlist           json.RawMessage
	CronTriggers        json.RawMessage
	RestEndpoints       json.RawMessage
	APILimits           json.RawMessage
	MetricsConfig       json.RawMessage
	SchemaIntrospection json.RawMessage
	Network             json.RawMessage
	BackendConfigs      json.RawMessage
	OpenTelemetry       json.RawMessage
}

// InheritedRole is a role made of others (contract/postgres-graphql.md 7.4).
type InheritedRole struct {
	RoleName string   `json:"role_name"`
	RoleSet  []string `json:"role_set"`
}

// section is one top-level key: where it is decoded to and encoded from.
type section struct {
	key   string
	value any // pointer into the document
}

// sections lists the document's keys in the order the contract exports them.
func (d *Document) sections() []section {
	return []section{
		{"sources", &d.Sources},
		{"remote_schemas", &d.RemoteSchemas},
		{"query_collections", &d.QueryCollections},
		{"allowlist", &d.Allowlist},
		{"actions", &d.Actions},
		{"custom_types", &d.CustomTypes},
		{"cron_triggers", &d.CronTriggers},
		{"rest_endpoints", &d.RestEndpoints},
		{"api_limits", &d.APILimits},
		{"metrics_config", &d.MetricsConfig},
		{"inherited_roles", &d.InheritedRoles},
		{"graphql_schema_introspection", &d.SchemaIntrospection},
		{"network", &d.Network},
		{"backend_configs", &d.BackendConfigs},
		{"opentelemetry", &d.OpenTelemetry},
	}
}

// Decode reads a document. It refuses other versions than 3 and keys it does not know:
// a section that nobody reads would be a rule that nobody keeps.
func Decode(data []byte) (*Document, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	var version int
	if err := json.Unmarshal(raw["version"], &version); err != nil || version != documentKind {
		return nil, fmt.Errorf("metadata: version is %s, expected %d", orAbsent(raw["version"]), documentKind)
	}
	delete(raw, "version")
	doc := &Document{}
	for _, s := range doc.sections() {
		value, ok := raw[s.key]
		delete(raw, s.key)
		if !ok || jsonKind(value) == 'n' {
			continue
		}
		if err := json.Unmarshal(value, s.value); err != nil {
			return nil, fmt.Errorf("metadata: %s: %w", s.key, err)
		}
	}
	for key := range raw {
		return nil, fmt.Errorf("metadata: unexpected key %q", key)
	}
	return doc, nil
}

func orAbsent(v json.RawMessage) string {
	if v == nil {
		return "absent"
	}
	return string(v)
}

// Encode writes the document as the contract exports it: keys in order, empty sections
// omitted but for sources.
func (d *Document) Encode() ([]byte, error) {
	if d == nil {
		return nil, errors.New("metadata: no document")
	}
	out := fmt.Appendf(nil, `{"version":%d`, documentKind)
	for _, s := range d.sections() {
		value, err := json.Marshal(s.value)
		if err != nil {
			return nil, fmt.Errorf("metadata: %s: %w", s.key, err)
		}
		if s.key == "sources" && jsonKind(value) == 'n' {
			value = []byte("[]")
		} else if s.key != "sources" && IsEmpty(value) {
			continue
		}
		out = append(fmt.Appendf(out, `,%q:`, s.key), value...)
	}
	return append(out, '}'), nil
}
