package config

import (
	"log/slog"
	"slices"
)

// Log tells which lines are logged (contract/auth-and-server.md 14).
type Log struct {
	Level slog.Level
	Types []string // of the selectable ones
	// QueryOnlyOnError logs the query of failed requests although query-log is off.
	QueryOnlyOnError bool
}

// Wants tells whether lines of a type are to be logged. Types that cannot be selected
// always are.
func (l *Log) Wants(kind string) bool {
	return slices.Contains(l.Types, kind) || !slices.Contains(logTypes, kind)
}

// logTypes are the selectable types of log lines.
var logTypes = []string{
	"startup", "http-log", "webhook-log", "websocket-log", "query-log", "execution-log",
	"livequery-poller-log", "action-handler-log", "data-connector-log", "jwk-refresh-log",
	"validate-insert-input-log", "validate-input-log",
	"http-response-log", "api-limit-log", "response-caching-log", "tracing-log", "metrics", "health-check-log",
}

func (l *Log) rows() []*option {
	return []*option{
		{flag: "enabled-log-types", env: vars("ENABLED_LOG_TYPES"), value: in(&l.Types, "list", parseList("log type", logTypes...), "startup,http-log,webhook-log,websocket-log,jwk-refresh-log"), help: "types of log lines"},
		{flag: "log-level", env: vars("LOG_LEVEL"), value: in(&l.Level, "level", parseLevel, "info"), help: "debug, info, warn or error"},
		{flag: "http-log-query-only-on-error", bare: true, env: vars("HTTP_LOG_QUERY_ONLY_ON_ERROR"), value: in(&l.QueryOnlyOnError, "true|false", ParseBool, ""), help: "log queries of failed requests only"},
	}
}

func parseLevel(text string) (slog.Level, error) {
	word, err := parseOneOf("Valid log levels: debug, info, warn or error", "debug", "info", "warn", "error")(text)
	if err != nil {
		return 0, err
	}
	var level slog.Level
	return level, level.UnmarshalText([]byte(word))
}
