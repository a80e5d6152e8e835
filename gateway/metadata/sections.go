package metadata

import (
	"cmp"
	"encoding/json"
	"slices"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonmismatch"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// section is one top-level key: how it is read into the document and what is written.
type section struct {
	key    string
	decode func(data json.RawMessage, path *planner.Path) error
	// encode returns the value as it is stored.
	encode func() (json.RawMessage, error)
	// append is encode onto what was written before, for a section that is always there; nil
	// for the others.
	append func(dst []byte) []byte
}

// sections lists the document's keys in the order the contract exports them.
func (d *Document) sections() []section { return d.sectionsBy(postgres.Append) }

// sectionsBy is sections, with what writes a source.
func (d *Document) sectionsBy(write func([]byte, *postgres.Source) []byte) []section {
	return []section{
		sources(&d.Sources, write),
		named("remote_schemas", &d.RemoteSchemas, decodeRemote, func(s remote.Schema) string { return s.Name }),
		named("query_collections", &d.QueryCollections, DecodeQueryCollection, func(c QueryCollection) string { return c.Name }),
		named("allowlist", &d.Allowlist, DecodeAllowlistEntry, func(e AllowlistEntry) string { return e.Collection }),
		named("actions", &d.Actions, own[actions.Action], func(a actions.Action) string { return a.Name }),
		whole("custom_types", &d.CustomTypes, own[actions.CustomTypes]),
		named("cron_triggers", &d.CronTriggers, DecodeCronTrigger, func(c CronTrigger) string { return c.Name }),
		endpoints(&d.RestEndpoints),
		whole("api_limits", &d.APILimits, DecodeAPILimits),
		whole("metrics_config", &d.MetricsConfig, object),
		named("inherited_roles", &d.InheritedRoles, DecodeInheritedRole, func(r InheritedRole) string { return r.RoleName }),
		whole("graphql_schema_introspection", &d.SchemaIntrospection, DecodeSchemaIntrospection),
		whole("network", &d.Network, decodeNetwork),
		whole("backend_configs", &d.BackendConfigs, object),
		whole("opentelemetry", &d.OpenTelemetry, DecodeOpenTelemetry),
	}
}

// decoder reads one value that stands at path.
type decoder[T any] func(data json.RawMessage, path *planner.Path) (T, error)

// named is a list whose elements have names: unique when read, in order when written.
func named[T any](key string, at *[]T, decode decoder[T], name func(T) string) section {
	return section{key: key, decode: decodeList(at, decode, key, name), encode: marshal(func() any { return sortedBy(*at, name) })}
}

// marshal encodes what of returns.
func marshal(of func() any) func() (json.RawMessage, error) {
	return func() (json.RawMessage, error) { return json.Marshal(of()) }
}

// sources are most of a large document: they are written once, while json.Marshal reads
// again what a type wrote itself.
func sources(at *[]*postgres.Source, write func([]byte, *postgres.Source) []byte) section {
	name := func(s *postgres.Source) string { return s.Name }
	s := named("sources", at, decodeSource, name)
	s.append = func(dst []byte) []byte {
		dst = append(dst, '[')
		for i, source := range sortedBy(*at, name) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = write(dst, source)
		}
		return append(dst, ']')
	}
	return s
}

// endpoints are unique by name and ordered by URL.
func endpoints(at *[]RestEndpoint) section {
	s := named("rest_endpoints", at, DecodeRestEndpoint, func(e RestEndpoint) string { return e.Name })
	s.encode = marshal(func() any { return sortedBy(*at, func(e RestEndpoint) string { return e.URL }) })
	return s
}

// whole is a section that is one object.
func whole[T any](key string, at *T, decode decoder[T]) section {
	return section{
		key:    key,
		encode: marshal(func() any { return at }),
		decode: func(data json.RawMessage, path *planner.Path) error {
			v, err := decode(data, path)
			if err == nil {
				*at = v
			}
			return err
		},
	}
}

func decodeList[T any](at *[]T, decode decoder[T], what string, name func(T) string) func(json.RawMessage, *planner.Path) error {
	return func(data json.RawMessage, path *planner.Path) error {
		items, err := reading.Elements(data, path)
		if err != nil {
			return err
		}
		list := make([]T, 0, len(items))
		for i, item := range items {
			v, err := decode(item, path.Index(i))
			if err != nil {
				return err
			}
			list = append(list, v)
		}
		if err := reading.Distinct(path, what, list, name); err != nil {
			return err
		}
		*at = list
		return nil
	}
}

func sortedBy[T any](items []T, name func(T) string) []T {
	return slices.SortedStableFunc(slices.Values(items), func(a, b T) int { return cmp.Compare(name(a), name(b)) })
}

func decodeSource(data json.RawMessage, path *planner.Path) (*postgres.Source, error) {
	return postgres.Decode(data, path)
}

func decodeRemote(data json.RawMessage, path *planner.Path) (remote.Schema, error) {
	return own[remote.Schema](data, path)
}

// own reads a type that knows its JSON itself; what is wrong is told at path.
func own[T any](data json.RawMessage, path *planner.Path) (T, error) {
	var v T
	if err := json.Unmarshal(data, &v); err != nil {
		return v, jsonmismatch.Fault(err, path)
	}
	return v, nil
}

// object keeps an object as it was written.
func object(data json.RawMessage, path *planner.Path) (json.RawMessage, error) {
	if kind := reading.Kind(data); kind != "Object" {
		return nil, planner.Faultf(planner.CodeParseFailed, path, "parsing Object failed, expected Object, but encountered %s", kind)
	}
	return reading.Compact(data), nil
}
