package config

import "runtime/debug"

// APIVersion is the version of the Hasura GraphQL Engine whose API Weft speaks. Clients
// and tools decide by it what they may ask (GET /v1/version).
const APIVersion = "v2.48.0"

// Version is Weft's own version: the module's, or the commit it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" && len(s.Value) >= 12 {
			return "dev-" + s.Value[:12]
		}
	}
	return "dev"
}
