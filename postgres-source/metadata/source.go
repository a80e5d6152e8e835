package metadata

import "encoding/json"

// Source is one element of `sources` with kind postgres.
type Source struct {
	Name          string
	Tables        []*Table
	Functions     []*Function
	NativeQueries []*NativeQuery
	// StoredProcedures is kept for the round trip; PostgreSQL has no use for it.
	StoredProcedures json.RawMessage
	LogicalModels    []*LogicalModel
	Configuration    Configuration
	QueryTags        *QueryTags
	Customization    *Customization
	// HealthCheck is stored only: `{test:{sql}, interval, retries, retry_interval, timeout}`.
	HealthCheck json.RawMessage
}

// Configuration tells how to reach the database.
type Configuration struct {
	ConnectionInfo ConnectionInfo
	ReadReplicas   []ConnectionInfo // nil when absent
	// ExtensionsSchema is "" when absent: schema public.
	ExtensionsSchema   string
	ConnectionTemplate json.RawMessage // nil when absent
	ConnectionSet      json.RawMessage // nil when absent
}

// ConnectionInfo is one way to connect. Pointers are nil where the key was absent, so that
// what was written is what is exported.
type ConnectionInfo struct {
	DatabaseURL           DatabaseURL
	PoolSettings          *PoolSettings
	UsePreparedStatements *bool
	IsolationLevel        string // "" when absent: read-committed
	// SSLConfiguration is nil when absent.
	SSLConfiguration *SSLConfiguration
}

// DatabaseURL is where a database is: exactly one field is set.
type DatabaseURL struct {
	// URL may embed `{{ENV}}`.
	URL        string
	FromEnv    string
	FromFile   string // dynamic_from_file
	Parameters *ConnectionParameters
}

// ConnectionParameters spell a database URL out.
type ConnectionParameters struct {
	Username, Password, Database, Host string
	HasPassword                        bool
	Port                               int
}

// PoolSettings bound the connection pool; nil means the contract's default
// (contract/metadata-and-migrations.md 2.1). Times are in seconds.
type PoolSettings struct {
	MaxConnections      *int // 50
	TotalMaxConnections *int // none
	IdleTimeout         *int // 180
	Retries             *int // 1
	PoolTimeout         *int // none
	ConnectionLifetime  *int // 600
}

// SSLConfiguration names certificates; each value but the mode comes from the environment.
type SSLConfiguration struct {
	Mode     json.RawMessage
	RootCert json.RawMessage
	Cert     json.RawMessage
	Key      json.RawMessage
	Password json.RawMessage
}

// QueryTags is stored; statements carry no tags unless it enables them.
type QueryTags struct {
	Disabled      bool
	Format        string // "" is standard
	KeepRequestID bool   // omit_request_id: false
}

// Customization renames the root fields and types of a whole source
// (contract/postgres-graphql.md 1.7).
type Customization struct {
	RootFields RootFieldsCustomization
	TypeNames  TypeNamesCustomization
	// NamingConvention is "", "hasura-default" or "graphql-default".
	NamingConvention string
}

// RootFieldsCustomization holds "" where a key was absent.
type RootFieldsCustomization struct{ Namespace, Prefix, Suffix string }

// TypeNamesCustomization holds "" where a key was absent.
type TypeNamesCustomization struct{ Prefix, Suffix string }
