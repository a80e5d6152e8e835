package config

import (
	"encoding/json"
	"time"
)

// Enterprise holds the options that the original keeps for its paid editions
// (contract/auth-and-server.md 1.4).
type Enterprise struct {
	Redis     Redis // caching and fan-out
	RateRedis Redis // rate limits

	CacheMaxTTL     time.Duration
	CacheMaxEntry   int // MB
	CacheBucketRate int // MB per second
	CacheBucketSize int // MB
	CacheSize       int // MB, without Redis

	PersistedQueries    bool
	PersistedQueriesTTL time.Duration

	MetricsSecret   string // "" leaves /v1/metrics closed
	MetricsDetailed bool   // labels of high cardinality
	CertificateDir  string
	SSOProviders    json.RawMessage
	LogCompression  bool
	LicenseKey      string // accepted and ignored

	// SecretsPrefix is what paths of dynamic_from_file must start with; "" allows none.
	SecretsPrefix string
	// SecretsRefreshURL is asked to refresh a secret file before a connection is retried.
	SecretsRefreshURL string
}

// Redis tells how to reach one Redis.
type Redis struct {
	URL           string // "" when there is none
	TLS           bool
	TLSHostname   string
	TLSStore      string // path of certificates
	Pool          int
	Timeout       time.Duration // 0: the client's
	StartsWithout bool          // being unreachable at start is not fatal
}

func (e *Enterprise) rows() []*option {
	return append(append(e.Redis.rows("redis", "caching", "REDIS"), e.RateRedis.rows("rate-limit-redis", "rate-limit", "RATE_LIMIT_REDIS")...),
		&option{flag: "query-cache-max-ttl", env: vars("CACHE_MAX_ENTRY_TTL"), value: in(&e.CacheMaxTTL, "seconds", parseDuration(time.Second), "3600"), help: "longest life of a cached answer"},
		&option{flag: "query-cache-max-entry-size", env: vars("CACHE_MAX_ENTRY_SIZE"), value: in(&e.CacheMaxEntry, "MB", parseCount(0), "1000"), help: "greatest cached answer"},
		&option{flag: "query-cache-bucket-rate", env: vars("CACHE_BUCKET_RATE"), value: in(&e.CacheBucketRate, "MB/s", parseCount(0), "10"), help: "rate of the cache's leaky bucket"},
		&option{flag: "query-cache-bucket-size", env: vars("CACHE_BUCKET_SIZE"), value: in(&e.CacheBucketSize, "MB", parseCount(0), "1000"), help: "size of the cache's leaky bucket"},
		&option{flag: "max-cache-size", env: vars("MAX_CACHE_SIZE"), value: in(&e.CacheSize, "MB", parseCount(0), "1"), help: "memory of the cache without Redis"},
		&option{flag: "enable-persisted-queries", bare: true, env: vars("ENABLE_PERSISTED_QUERIES"), value: in(&e.PersistedQueries, "true|false", ParseBool, ""), help: "automatic persisted queries"},
		&option{flag: "persisted-queries-ttl", env: vars("PERSISTED_QUERIES_TTL"), value: in(&e.PersistedQueriesTTL, "seconds", parseDuration(time.Second), "5"), help: "life of a persisted query"},
		&option{flag: "metrics-secret", env: vars("METRICS_SECRET"), value: in(&e.MetricsSecret, "secret", parseNonEmpty, ""), help: "opens /v1/metrics"},
		&option{env: vars("METRICS_ENABLE_HIGH_CARDINALITY_LABELS"), value: in(&e.MetricsDetailed, "true|false", ParseBool, "true")},
		&option{flag: "pg-ssl-certificate-path", env: vars("PG_SSL_CERTIFICATE_PATH"), value: in(&e.CertificateDir, "dir", parseText, ""), help: "where certificates taken from the environment are written"},
		&option{flag: "sso-providers", env: vars("SSO_PROVIDERS"), value: in(&e.SSOProviders, "json", parseJSON, ""), help: "console sign-on"},
		&option{flag: "enable-log-compression", bare: true, env: vars("ENABLE_LOG_COMPRESSION"), value: in(&e.LogCompression, "true|false", ParseBool, ""), help: "accepted"},
		&option{env: vars("LICENSE_KEY", "EE_LICENSE_KEY"), value: in(&e.LicenseKey, "text", parseText, "")},
		&option{env: vars("DYNAMIC_SECRETS_ALLOWED_PATH_PREFIX"), value: in(&e.SecretsPrefix, "dir", parseText, "")},
		&option{env: []string{"HASURA_SECRETS_BLOCKING_FORCE_REFRESH_URL"}, value: in(&e.SecretsRefreshURL, "url", parseText, "")},
	)
}

// rows are those of one of the two Redis uses; pool is how its pool size is called.
func (r *Redis) rows(flag, pool, env string) []*option {
	poolEnv := "CACHING_REDIS_POOL_SIZE"
	if pool == "rate-limit" {
		poolEnv = "RATE_LIMIT_REDIS_POOL_SIZE"
	}
	return []*option{
		{flag: flag + "-url", env: vars(env + "_URL"), value: in(&r.URL, "url", parseText, ""), help: "Redis for " + pool},
		{flag: flag + "-use-tls", bare: true, env: vars(env + "_USE_TLS"), value: in(&r.TLS, "true|false", ParseBool, ""), help: "speak TLS with it"},
		{flag: flag + "-tls-hostname", env: vars(env + "_TLS_HOSTNAME"), value: in(&r.TLSHostname, "name", parseText, ""), help: "name in its certificate"},
		{flag: flag + "-tls-shared-ca-store-path", env: vars(env + "_TLS_SHARED_CA_STORE_PATH"), value: in(&r.TLSStore, "path", parseText, ""), help: "certificates to trust"},
		{flag: flag + "-no-fail-on-startup", bare: true, env: vars(env + "_NO_FAIL_ON_STARTUP"), value: in(&r.StartsWithout, "true|false", ParseBool, ""), help: "start although it is unreachable"},
		{env: vars(env + "_TIMEOUT"), value: in(&r.Timeout, "seconds", parseDuration(time.Second), "")},
		{flag: pool + "-redis-pool-size", env: vars(poolEnv), value: in(&r.Pool, "n", parseCount(1), "500"), help: "connections to it at most"},
	}
}
