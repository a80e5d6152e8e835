package config

import (
	"net"
	"net/url"
	"strconv"
	"time"
)

// Database tells how to reach the source called `default` and the metadata database
// (contract/auth-and-server.md 1.1), and the pool settings that sources without their own
// settings use (1.3).
type Database struct {
	// URL is the address of the source `default`; "" when there is none.
	URL string
	// URLFromEnv tells that URL came from HASURA_GRAPHQL_DATABASE_URL: the metadata then
	// keeps the variable's name instead of the address.
	URLFromEnv bool
	// MetadataURL is where the catalog hdb_catalog lives; after [Command] has read the
	// options it falls back to URL. "" only when both are missing.
	MetadataURL string
	Retries     int // connection attempts

	Connections        int           // at most, per pool
	Stripes            int           // deprecated, multiplies Connections
	IdleTimeout        time.Duration // of a pooled connection
	Lifetime           time.Duration // of a pooled connection; 0: unlimited
	PoolTimeout        time.Duration // wait for a free connection; 0: forever
	PreparedStatements bool
	Isolation          string // read-committed, repeatable-read, serializable

	// deprecated settings are accepted and have no effect.
	deprecated struct{ planCache, replicaConnections, replicaStripes string }

	host, user, password, name, options string
	port                                int
}

func (d *Database) rows() []*option {
	return []*option{
		{flag: "database-url", env: vars("DATABASE_URL"), value: in(&d.URL, "url", parseText, ""), help: "Postgres database of the source called default"},
		{flag: "metadata-database-url", env: vars("METADATA_DATABASE_URL"), value: in(&d.MetadataURL, "url", parseText, ""), help: "Postgres database that keeps the metadata; the database URL if absent"},
		{flag: "host", value: in(&d.host, "name", parseText, ""), help: "Postgres host, instead of a database URL"},
		{flag: "port", short: "p", value: in(&d.port, "port", parsePort, ""), help: "Postgres port"},
		{flag: "user", short: "u", value: in(&d.user, "name", parseText, ""), help: "Postgres user"},
		{flag: "password", value: in(&d.password, "text", parseText, ""), help: "Postgres password"},
		{flag: "dbname", short: "d", value: in(&d.name, "name", parseText, ""), help: "Postgres database"},
		{flag: "pg-connection-options", short: "o", value: in(&d.options, "text", parseText, ""), help: "Postgres connection options"},
		{flag: "retries", env: vars("NO_OF_RETRIES"), value: in(&d.Retries, "n", parseCount(0), "1"), help: "connection attempts"},
	}
}

// pool lists the options of 1.3 about connection pools; they follow `serve`.
func (d *Database) pool() []*option {
	return []*option{
		{flag: "stripes", short: "s", env: vars("PG_STRIPES"), value: in(&d.Stripes, "n", parseCount(1), "1"), help: "sub-pools per pool (deprecated)"},
		{flag: "connections", short: "c", env: vars("PG_CONNECTIONS"), value: in(&d.Connections, "n", parseCount(1), "50"), help: "connections per pool at most"},
		{flag: "timeout", env: vars("PG_TIMEOUT"), value: in(&d.IdleTimeout, "seconds", parseDuration(time.Second), "180"), help: "close a pooled connection idle for longer"},
		{flag: "conn-lifetime", env: vars("PG_CONN_LIFETIME"), value: in(&d.Lifetime, "seconds", parseDuration(time.Second), "600"), help: "recycle a connection older than this, 0 never"},
		{flag: "pool-timeout", env: vars("PG_POOL_TIMEOUT", "POOL_TIMEOUT"), value: in(&d.PoolTimeout, "seconds", parseDuration(time.Second), ""), help: "wait for a free connection (default forever)"},
		{flag: "use-prepared-statements", env: vars("USE_PREPARED_STATEMENTS"), value: in(&d.PreparedStatements, "true|false", ParseBool, "true"), help: "prepare statements"},
		{flag: "tx-iso", short: "i", env: vars("TX_ISOLATION"), value: in(&d.Isolation, "level", parseOneOf(
			"Only expecting read-committed / repeatable-read / serializable", "read-committed", "repeatable-read", "serializable"), "read-committed"), help: "isolation of mutations"},
		{flag: "query-plan-cache-size", env: vars("QUERY_PLAN_CACHE_SIZE"), value: in(&d.deprecated.planCache, "n", parseText, ""), help: "ignored"},
		{env: vars("CONNECTIONS_PER_READ_REPLICA"), value: in(&d.deprecated.replicaConnections, "n", parseText, "")},
		{env: vars("STRIPES_PER_READ_REPLICA"), value: in(&d.deprecated.replicaStripes, "n", parseText, "")},
	}
}

// resolve turns the discrete alternative into a URL, and completes the metadata URL.
func (d *Database) resolve() {
	if d.URL == "" && d.host != "" && d.user != "" && d.name != "" && d.port != 0 {
		u := url.URL{Scheme: "postgresql", User: url.UserPassword(d.user, d.password), Path: "/" + d.name,
			Host: net.JoinHostPort(d.host, strconv.Itoa(d.port))}
		if d.options != "" {
			u.RawQuery = url.Values{"options": {d.options}}.Encode()
		}
		d.URL = u.String()
	}
	if d.MetadataURL == "" {
		d.MetadataURL = d.URL
	}
}
