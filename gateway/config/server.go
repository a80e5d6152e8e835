package config

import "time"

// Server tells where HTTP is served and within which limits.
type Server struct {
	Port int
	// Host is the address to bind: a name, an address, or `*` `*4` `!4` `*6` `!6` for any
	// of a family preferred or required (contract/auth-and-server.md 1.3).
	Host          string
	CORS          Origins
	CORSDisabled  bool
	ReadCookie    bool // keep cookies of socket handshakes although CORS is disabled
	APIs          []string
	MaxHeader     int           // bytes of all request headers together
	SlowClient    time.Duration // a client that neither sends nor reads for longer is dropped
	Shutdown      time.Duration // wait for events and actions at the end
	Preserve401   bool
	DevMode       bool
	AdminInternal bool // `internal` in errors for the role admin
	Telemetry     bool // accepted and meaningless: Weft never phones home
	// MaxBody is the greatest request body, in bytes, but for those of an admin outside of
	// GraphQL. Our own addition.
	MaxBody int
	// MaxAnswer is the greatest answer to a GraphQL request that reads, or to a batch of
	// requests, in bytes; 0: any. Our own addition.
	MaxAnswer int
	// RequestTimeout ends a request that takes longer; 0: none. Our own addition.
	RequestTimeout time.Duration
}

func (s *Server) rows() []*option {
	return []*option{
		{flag: "server-port", env: vars("SERVER_PORT"), value: in(&s.Port, "port", parsePort, "8080"), help: "TCP port"},
		{flag: "server-host", env: vars("SERVER_HOST"), value: in(&s.Host, "host", parseNonEmpty, "*"), help: "address to bind"},
		{flag: "cors-domain", env: vars("CORS_DOMAIN"), value: in(&s.CORS, "list", ParseOrigins, "*"), help: "origins that browsers may call from"},
		{flag: "disable-cors", bare: true, env: vars("DISABLE_CORS"), value: in(&s.CORSDisabled, "true|false", ParseBool, ""), help: "send no CORS headers"},
		{flag: "ws-read-cookie", bare: true, env: vars("WS_READ_COOKIE"), value: in(&s.ReadCookie, "true|false", ParseBool, ""), help: "read cookies of socket handshakes although CORS is disabled"},
		{flag: "enabled-apis", env: vars("ENABLED_APIS"), value: in(&s.APIs, "list", parseList("API", "metadata", "graphql", "pgdump", "config", "developer", "metrics"), "metadata,graphql,pgdump,config"), help: "groups of endpoints to serve"},
		{flag: "max-total-header-length", env: vars("MAX_TOTAL_HEADER_LENGTH"), value: in(&s.MaxHeader, "bytes", parseCount(0), "1048576"), help: "bytes over all request headers"},
		{flag: "server-timeout", env: vars("SERVER_TIMEOUT"), value: in(&s.SlowClient, "seconds", parseDuration(time.Second), "30"), help: "drop a client that is slower"},
		{flag: "graceful-shutdown-timeout", env: vars("GRACEFUL_SHUTDOWN_TIMEOUT"), value: in(&s.Shutdown, "seconds", parseDuration(time.Second), "60"), help: "wait for events and actions at the end"},
		{flag: "preserve-401-errors", bare: true, env: vars("PRESERVE_401_ERRORS"), value: in(&s.Preserve401, "true|false", ParseBool, ""), help: "status 401 instead of 200 on /v1/graphql"},
		{flag: "dev-mode", bare: true, env: vars("DEV_MODE"), value: in(&s.DevMode, "true|false", ParseBool, ""), help: "show internals in every error"},
		{flag: "admin-internal-errors", env: vars("ADMIN_INTERNAL_ERRORS"), value: in(&s.AdminInternal, "true|false", ParseBool, "true"), help: "show internals in errors to the role admin"},
		{flag: "enable-telemetry", env: vars("ENABLE_TELEMETRY"), value: in(&s.Telemetry, "true|false", ParseBool, "true"), help: "accepted; nothing is ever sent home"},
		{flag: "max-body-size", env: []string{"WEFT_MAX_BODY_SIZE"}, value: in(&s.MaxBody, "bytes", parseCount(1), "8388608"), help: "greatest request body; an admin's outside of GraphQL may have 512 MiB"},
		{flag: "max-answer-size", env: []string{"WEFT_MAX_ANSWER_SIZE"}, value: in(&s.MaxAnswer, "bytes", parseCount(0), "1073741824"), help: "greatest answer to queries, 0 for any"},
		{flag: "request-timeout", env: []string{"WEFT_REQUEST_TIMEOUT"}, value: in(&s.RequestTimeout, "seconds", parseDuration(time.Second), ""), help: "end a request that takes longer (default never)"},
	}
}
