package config_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/gateway/config"
)

// The options of contract/auth-and-server.md 1.3 and 1.4: flag and variable, whose prefix
// is left out unless it is written in full. `switch` takes no argument.
const contractOptions = `
server-port SERVER_PORT
server-host SERVER_HOST
stripes PG_STRIPES
connections PG_CONNECTIONS
timeout PG_TIMEOUT
conn-lifetime PG_CONN_LIFETIME
pool-timeout PG_POOL_TIMEOUT
use-prepared-statements USE_PREPARED_STATEMENTS
tx-iso TX_ISOLATION
admin-secret ADMIN_SECRET
access-key ACCESS_KEY
auth-hook AUTH_HOOK
auth-hook-mode AUTH_HOOK_MODE
auth-hook-send-request-body AUTH_HOOK_SEND_REQUEST_BODY
jwt-secret JWT_SECRET
unauthorized-role UNAUTHORIZED_ROLE
cors-domain CORS_DOMAIN
disable-cors DISABLE_CORS switch
enable-console ENABLE_CONSOLE switch
console-assets-dir CONSOLE_ASSETS_DIR
console-sentry-dsn HASURA_CONSOLE_SENTRY_DSN
enable-telemetry ENABLE_TELEMETRY
ws-read-cookie WS_READ_COOKIE switch
stringify-numeric-types STRINGIFY_NUMERIC_TYPES switch
v1-boolean-null-collapse V1_BOOLEAN_NULL_COLLAPSE switch
null-in-nonnullable-variables BACKWARDS_COMPAT_NULL_IN_NONNULLABLE_VARIABLES switch
remote-schema-skip-nulls REMOTE_SCHEMA_SKIP_NULLS switch
disable-native-query-validation DISABLE_NATIVE_QUERY_VALIDATION switch
enabled-apis ENABLED_APIS
live-queries-multiplexed-refetch-interval LIVE_QUERIES_MULTIPLEXED_REFETCH_INTERVAL
live-queries-multiplexed-batch-size LIVE_QUERIES_MULTIPLEXED_BATCH_SIZE
streaming-queries-multiplexed-refetch-interval STREAMING_QUERIES_MULTIPLEXED_REFETCH_INTERVAL
streaming-queries-multiplexed-batch-size STREAMING_QUERIES_MULTIPLEXED_BATCH_SIZE
enable-allowlist ENABLE_ALLOWLIST switch
enabled-log-types ENABLED_LOG_TYPES
log-level LOG_LEVEL
query-plan-cache-size QUERY_PLAN_CACHE_SIZE
dev-mode DEV_MODE switch
admin-internal-errors ADMIN_INTERNAL_ERRORS
events-http-pool-size EVENTS_HTTP_POOL_SIZE
events-fetch-interval EVENTS_FETCH_INTERVAL
events-fetch-batch-size EVENTS_FETCH_BATCH_SIZE
async-actions-fetch-interval ASYNC_ACTIONS_FETCH_INTERVAL
async-actions-fetch-batch-size ASYNC_ACTIONS_FETCH_BATCH_SIZE
enable-remote-schema-permissions ENABLE_REMOTE_SCHEMA_PERMISSIONS switch
infer-function-permissions INFER_FUNCTION_PERMISSIONS
websocket-compression CONNECTION_COMPRESSION switch
websocket-keepalive WEBSOCKET_KEEPALIVE
websocket-connection-init-timeout WEBSOCKET_CONNECTION_INIT_TIMEOUT
enable-maintenance-mode ENABLE_MAINTENANCE_MODE switch
schema-sync-poll-interval SCHEMA_SYNC_POLL_INTERVAL
experimental-features EXPERIMENTAL_FEATURES
graceful-shutdown-timeout GRACEFUL_SHUTDOWN_TIMEOUT
enable-metadata-query-logging ENABLE_METADATA_QUERY_LOGGING switch
http-log-query-only-on-error HTTP_LOG_QUERY_ONLY_ON_ERROR switch
default-naming-convention DEFAULT_NAMING_CONVENTION
metadata-database-extensions-schema METADATA_DATABASE_EXTENSIONS_SCHEMA
metadata-defaults METADATA_DEFAULTS
enable-apollo-federation ENABLE_APOLLO_FEDERATION switch
disable-close-websockets-on-metadata-change CLOSE_WEBSOCKETS_ON_METADATA_CHANGE switch
max-total-header-length MAX_TOTAL_HEADER_LENGTH
enable-triggers-error-log-level ENABLE_TRIGGERS_ERROR_LOG_LEVEL switch
enable-persisted-queries ENABLE_PERSISTED_QUERIES switch
persisted-queries-ttl PERSISTED_QUERIES_TTL
remote-schema-prioritize-data REMOTE_SCHEMA_PRIORITIZE_DATA switch
configured-header-precedence CONFIGURED_HEADER_PRECEDENCE switch
trace-sql-query ENABLE_QUERY_TRACING switch
preserve-401-errors PRESERVE_401_ERRORS switch
server-timeout SERVER_TIMEOUT
admin-secrets ADMIN_SECRETS
jwt-secrets JWT_SECRETS
redis-url REDIS_URL
rate-limit-redis-url RATE_LIMIT_REDIS_URL
redis-use-tls REDIS_USE_TLS switch
redis-tls-hostname REDIS_TLS_HOSTNAME
redis-tls-shared-ca-store-path REDIS_TLS_SHARED_CA_STORE_PATH
redis-no-fail-on-startup REDIS_NO_FAIL_ON_STARTUP switch
rate-limit-redis-use-tls RATE_LIMIT_REDIS_USE_TLS switch
rate-limit-redis-tls-hostname RATE_LIMIT_REDIS_TLS_HOSTNAME
rate-limit-redis-tls-shared-ca-store-path RATE_LIMIT_REDIS_TLS_SHARED_CA_STORE_PATH
caching-redis-pool-size CACHING_REDIS_POOL_SIZE
rate-limit-redis-pool-size RATE_LIMIT_REDIS_POOL_SIZE
query-cache-max-ttl CACHE_MAX_ENTRY_TTL
query-cache-max-entry-size CACHE_MAX_ENTRY_SIZE
query-cache-bucket-rate CACHE_BUCKET_RATE
query-cache-bucket-size CACHE_BUCKET_SIZE
max-cache-size MAX_CACHE_SIZE
metrics-secret METRICS_SECRET
pg-ssl-certificate-path PG_SSL_CERTIFICATE_PATH
sso-providers SSO_PROVIDERS
enable-log-compression ENABLE_LOG_COMPRESSION switch
database-url DATABASE_URL
metadata-database-url METADATA_DATABASE_URL
retries NO_OF_RETRIES
metadata-dir WEFT_METADATA_DIR
apply-migrations WEFT_APPLY_MIGRATIONS
`

func TestEveryOptionOfTheContractExists(t *testing.T) {
	serve, _, err := config.Command(nil, config.Tasks{}).Find([]string{"serve"})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(strings.TrimSpace(contractOptions)) {
		words := strings.Fields(line)
		variable := words[1]
		if !strings.HasPrefix(variable, "HASURA_") && !strings.HasPrefix(variable, "WEFT_") {
			variable = "HASURA_GRAPHQL_" + variable
		}
		flag := serve.Flags().Lookup(words[0])
		if flag == nil {
			t.Errorf("--%s is missing", words[0])
			continue
		}
		if !strings.Contains(flag.Usage, "["+variable) {
			t.Errorf("--%s does not read %s: %s", words[0], variable, flag.Usage)
		}
		if bare := flag.NoOptDefVal != ""; bare != (len(words) == 3) {
			t.Errorf("--%s takes an argument: %v", words[0], !bare)
		}
	}
	for short, name := range map[string]string{"s": "stripes", "c": "connections", "i": "tx-iso", "p": "port", "u": "user", "d": "dbname", "o": "pg-connection-options"} {
		if flag := serve.Flags().ShorthandLookup(short); flag == nil || flag.Name != name {
			t.Errorf("-%s is not --%s", short, name)
		}
	}
}
