package server

import (
	"context"
	"encoding/json"
	"log/slog"

	"github.com/weftql/weft/gateway/config"
)

// LogConfiguration writes the lines that tell how the server was started: the missing
// secret, the configuration, and warnings (contract/auth-and-server.md 1.5, 2.1, 14).
// defaultSource tells whether the metadata has a source called default.
func (s *Server) LogConfiguration(ctx context.Context, defaultSource bool) {
	c := s.config
	if len(c.Access.Secrets) == 0 {
		s.logStartup(ctx, slog.LevelWarn, "no_admin_secret", "WARNING: No admin secret provided")
	}
	s.logStartup(ctx, slog.LevelInfo, "server_configuration", configurationOf(c))
	for _, warning := range c.Warnings(defaultSource) {
		s.logger.WarnContext(ctx, warning)
	}
}

// corsInfo is how the start-up line tells of CORS.
type corsInfo struct {
	Disabled       bool   `json:"disabled"`
	ReadCookie     *bool  `json:"ws_read_cookie"`
	AllowedOrigins string `json:"allowed_origins"`
}

// compressionInfo is how the start-up line tells of permessage-deflate.
type compressionInfo struct {
	Options string `json:"compression"`
}

func configurationOf(c *config.Options) map[string]any {
	cors := corsInfo{Disabled: c.Server.CORSDisabled, AllowedOrigins: c.Server.CORS.String()}
	if c.Server.CORSDisabled {
		cors.ReadCookie = &c.Server.ReadCookie
	}
	compression := compressionInfo{"NoCompression"}
	if c.Sockets.Compression {
		compression.Options = "PermessageDeflate"
	}
	var hook, hookMode any
	if c.Access.Hook.URL != "" {
		hook, hookMode = c.Access.Hook.URL, c.Access.Hook.Mode
	}
	return map[string]any{
		"port":                              c.Server.Port,
		"server_host":                       c.Server.Host,
		"transaction_isolation":             c.Database.Isolation,
		"admin_secret_set":                  len(c.Access.Secrets) > 0,
		"auth_hook":                         hook,
		"auth_hook_mode":                    hookMode,
		"jwt_secret":                        redacted(c.Access.JWT),
		"unauth_role":                       textOrNull(c.Access.UnauthorizedRole),
		"cors_config":                       cors,
		"enable_console":                    c.Console.Enabled,
		"console_assets_dir":                textOrNull(c.Console.AssetsDir),
		"console_sentry_dsn":                textOrNull(c.Console.SentryDSN),
		"enable_telemetry":                  c.Server.Telemetry,
		"use_prepared_statements":           c.Database.PreparedStatements,
		"stringify_numeric_types":           c.Schema.StringifyNumbers,
		"v1-boolean-null-collapse":          c.Schema.BooleanNullCollapse,
		"enabled_apis":                      c.Server.APIs,
		"live_query_options":                pollInfoOf(c.Live),
		"enable_allowlist":                  c.Schema.AllowList,
		"enabled_log_types":                 c.Log.Types,
		"log_level":                         levelText(c.Log.Level),
		"remote_schema_permissions":         c.Schema.RemotePermissions,
		"websocket_compression_options":     compression,
		"websocket_keep_alive":              c.Sockets.KeepAlive.String(),
		"infer_function_permissions":        c.Schema.InferFunctions,
		"enable_maintenance_mode":           c.Metadata.Maintenance,
		"experimental_features":             c.Schema.Experimental,
		"events_fetch_batch_size":           c.Events.Batch,
		"graceful_shutdown_timeout":         c.Server.Shutdown.Seconds(),
		"websocket_connection_init_timeout": c.Sockets.InitTimeout.String(),
		"enable_metadata_query_logging":     c.Metadata.LogQueries,
		"http_log_query_only_on_error":      c.Log.QueryOnlyOnError,
	}
}

func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

func levelText(level slog.Level) string {
	switch {
	case level < slog.LevelInfo:
		return "debug"
	case level < slog.LevelWarn:
		return "info"
	case level < slog.LevelError:
		return "warn"
	default:
		return "error"
	}
}

// redacted returns the JWT configurations with their keys hidden.
func redacted(list []json.RawMessage) []map[string]any {
	var shown []map[string]any
	for _, raw := range list {
		entry := map[string]any{}
		if json.Unmarshal(raw, &entry) != nil {
			continue
		}
		if _, ok := entry["key"]; ok {
			entry["key"] = "<JWK REDACTED>"
		}
		shown = append(shown, entry)
	}
	return shown
}
