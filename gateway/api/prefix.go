package api

import (
	"strings"

	"github.com/weftql/weft/planner"
)

// backends are the prefixes of commands on databases: ours, and those that are known and
// not supported here.
var backends = map[string]string{
	"pg": "postgres", "postgres": "postgres", "citus": "citus", "cockroach": "cockroach",
	"mssql": "mssql", "bigquery": "bigquery", "snowflake": "snowflake", "mysql": "mysql",
}

// splitPrefix takes the backend's prefix off a command's name.
func splitPrefix(name string) (backend, command string, ok bool) {
	prefix, rest, found := strings.Cut(name, "_")
	backend = backends[prefix]
	if !found || backend == "" {
		return "", name, false
	}
	return backend, rest, true
}

// unknownMetadata refuses a name on /v1/metadata (contract/metadata-and-migrations.md 4).
func unknownMetadata(name string) error {
	backend, command, ok := splitPrefix(name)
	if !ok {
		prefix, _, _ := strings.Cut(name, "_")
		return unknown("unknown metadata command %q; %q was not recognized as a valid backend name", name, prefix)
	}
	return unknown("unknown metadata command %q for backend %s", command, backend)
}

func unknownQuery(name string) error { return unknown("Unrecognised RQLQuery type: %s", name) }

func unknownLegacy(name string) error { return unknown("unknown query type %q", name) }

func unknown(format string, args ...any) error {
	return fault(planner.CodeParseFailed, format, args...)
}

// withPrefix makes commands known under the prefixes of PostgreSQL.
func withPrefix(into map[string]decoder, name string, decode decoder) {
	for _, prefix := range []string{"pg_", "postgres_"} {
		into[prefix+name] = wrapped(name, decode)
	}
}
