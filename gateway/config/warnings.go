package config

import "fmt"

// Warnings returns the sentences to log at start about settings that do less than their
// user may think (contract/auth-and-server.md 1.5). defaultSource tells whether the
// metadata has a source called default.
func (o *Options) Warnings(defaultSource bool) []string {
	var list []string
	if defaultSource {
		for _, name := range []string{"NO_OF_RETRIES", "PG_CONNECTIONS", "PG_TIMEOUT", "PG_CONN_LIFETIME",
			"PG_POOL_TIMEOUT", "USE_PREPARED_STATEMENTS", "TX_ISOLATION", "CONNECTIONS_PER_READ_REPLICA"} {
			if o.given(name) == byEnvironment {
				list = append(list, fmt.Sprintf("%s%s applies only to sources without settings of their own; set it in the metadata of the source", prefix, name))
			}
		}
	}
	for _, name := range []string{"PG_STRIPES", "QUERY_PLAN_CACHE_SIZE", "STRIPES_PER_READ_REPLICA"} {
		if o.given(name) == byEnvironment {
			list = append(list, fmt.Sprintf("%s%s is deprecated", prefix, name))
		}
	}
	return list
}
