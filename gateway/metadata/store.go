package metadata

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

//go:embed catalog.sql
var catalogSQL string

// CatalogVersion is the version of the catalog this server reads and writes
// (contract/metadata-and-migrations.md, target).
const CatalogVersion = 48

// catalogLock serialises servers that create or upgrade the catalog at the same moment.
const catalogLock = 0x77656674 // "weft"

// ErrConflict is returned by [Store.Save] when the stored resource version is not the
// expected one any more.
var ErrConflict = errors.New("metadata was changed by somebody else")

// NewerCatalogError is returned by [Open] for a catalog written by a newer server.
type NewerCatalogError struct{ Version string }

// Error is the contract's text (section 3).
func (e *NewerCatalogError) Error() string {
	return fmt.Sprintf("Cannot use database previously used with a newer version of graphql-engine"+
		" (expected a catalog version <=%d, but the current version is %s).", CatalogVersion, e.Version)
}

// Store is the metadata row in a Postgres database, with the catalog around it. It is safe
// for concurrent use.
type Store struct {
	pool *pgxpool.Pool
	// instance tells this process's own notifications from those of others.
	instance uuid.UUID
	id       uuid.UUID

	mu      sync.Mutex
	written postgres.Written
	size    int // of what was encoded last: the next is about as large
}

// Snapshot is the stored document at one resource version.
type Snapshot struct {
	Document        *Document
	ResourceVersion int
}

// Open connects to the metadata database and creates or upgrades the catalog. When there
// is no metadata row yet, initial is stored.
func Open(ctx context.Context, url string, initial *Document) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("metadata database: %w", err)
	}
	config.MaxConns = max(config.MaxConns, 4)
	config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe // for transaction-pooling PgBouncers
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("metadata database: %w", err)
	}
	s := &Store{pool: pool, instance: uuid.New()}
	if err := s.prepare(ctx, initial); err != nil {
		pool.Close()
		return nil, fmt.Errorf("metadata database: %w", err)
	}
	return s, nil
}

// Close ends the connections.
func (s *Store) Close() { s.pool.Close() }

// ServerID is the id of the catalog, the same for all servers on it.
func (s *Store) ServerID() uuid.UUID { return s.id }

// Ping tells whether the metadata database answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

func (s *Store) prepare(ctx context.Context, initial *Document) error {
	body, err := initial.Encode()
	if err != nil {
		return err
	}
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `select pg_advisory_xact_lock($1)`, catalogLock); err != nil {
			return err
		}
		if err := checkCatalog(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, catalogSQL); err != nil {
			return err
		}
		err := tx.QueryRow(ctx, `insert into hdb_catalog.hdb_version (version, upgraded_on) values ($1, now())
			on conflict ((version is not null)) do update set version = excluded.version returning hasura_uuid`,
			strconv.Itoa(CatalogVersion)).Scan(&s.id)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `insert into hdb_catalog.hdb_metadata (id, metadata) values (1, $1::json)
			on conflict (id) do nothing`, string(body))
		return err
	})
}

// checkCatalog refuses a catalog of a newer version before anything is touched.
func checkCatalog(ctx context.Context, tx pgx.Tx) error {
	var exists bool
	if err := tx.QueryRow(ctx, `select to_regclass('hdb_catalog.hdb_version') is not null`).Scan(&exists); err != nil || !exists {
		return err
	}
	var version string
	err := tx.QueryRow(ctx, `select version from hdb_catalog.hdb_version`).Scan(&version)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if v, err := strconv.ParseFloat(version, 64); err != nil || v > CatalogVersion {
		return &NewerCatalogError{Version: version}
	}
	return nil
}

// Load reads the stored document.
func (s *Store) Load(ctx context.Context) (Snapshot, error) {
	var snap Snapshot
	var body string
	err := s.pool.QueryRow(ctx, `select metadata::text, resource_version from hdb_catalog.hdb_metadata where id = 1`).
		Scan(&body, &snap.ResourceVersion)
	if err != nil {
		return snap, fmt.Errorf("reading metadata: %w", err)
	}
	snap.Document, err = Decode([]byte(body))
	if err != nil {
		return snap, fmt.Errorf("stored metadata: %w", err)
	}
	return snap, nil
}

// Version reads the resource version only.
func (s *Store) Version(ctx context.Context) (int, error) {
	var v int
	err := s.pool.QueryRow(ctx, `select resource_version from hdb_catalog.hdb_metadata where id = 1`).Scan(&v)
	if err != nil {
		return 0, fmt.Errorf("reading the resource version: %w", err)
	}
	return v, nil
}

// Notification tells other servers what a change invalidates
// (contract/metadata-and-migrations.md section 3).
type Notification struct {
	Metadata       bool     `json:"metadata"`
	RemoteSchemas  []string `json:"remote_schemas"`
	Sources        []string `json:"sources"`
	DataConnectors []string `json:"data_connectors"`
}

// filled replaces nil lists: readers expect arrays.
func (n Notification) filled() Notification {
	for _, list := range []*[]string{&n.RemoteSchemas, &n.Sources, &n.DataConnectors} {
		if *list == nil {
			*list = []string{}
		}
	}
	return n
}
