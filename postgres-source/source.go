package postgres

import (
	"bytes"
	"context"
	"fmt"
	"reflect"
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/schema"
)

// Options is what a source is opened with. Name, Pool and Metadata are required.
type Options struct {
	// Name is the source's name in the metadata.
	Name string
	// Pool tells how to reach the database, with nothing left to resolve.
	Pool pool.Settings
	// Metadata is the source's slice of the document. It must not be changed afterwards.
	Metadata *metadata.Source
	// Model are the switches of the model; its EnumRows are read from the database.
	Model model.Options
	// Schema are the switches of the GraphQL schema; its Cache is the source's own.
	Schema schema.Options
	// StringifyNumbers is HASURA_GRAPHQL_STRINGIFY_NUMERIC_TYPES.
	StringifyNumbers bool
	// NullCollapse is HASURA_GRAPHQL_V1_BOOLEAN_NULL_COLLAPSE.
	NullCollapse bool
	// Previous is the same source in the epoch before, or nil: what did not change is taken
	// over from it. It stays usable and is closed by its own user.
	Previous *Source
	// Validator asks the webhooks of permissions' validate_input; nil denies every write
	// that needs one.
	Validator Validator
	// KeepCatalog takes the catalog over from Previous without asking the database: for
	// changes of metadata that no change of the database goes with.
	KeepCatalog bool
	// Within, when set, stands for the database as one of its transactions sees it.
	Within *Within
}

// Within is a database seen from inside a transaction that may be rolled back. It is used
// while the source is opened only.
type Within struct {
	Catalog *catalog.Catalog
	DB      catalog.Querier
}

// Source is one PostgreSQL database in one epoch. It implements [planner.Source].
type Source struct {
	name     string
	options  Options
	pool     *pool.Pool
	prepared bool
	catalog  *catalog.Catalog
	slice    []byte // the metadata as text, to tell whether it changed
	model    *model.Model
	issues   []model.Inconsistency
	types    *schema.Cache

	mu    sync.Mutex
	parts map[planner.Role]*part
	// byContent shares one part between roles that see and may do the same.
	byContent map[planner.Fingerprint]*part
}

var _ planner.Source = (*Source)(nil)

// Open reads the database's catalog and joins it with the metadata. The inconsistencies are
// objects of the metadata that were left out; an error means that there is no source at
// all: the settings make no sense, or the database cannot be read. The caller closes the
// source when its epoch has ended.
func Open(ctx context.Context, o Options) (*Source, []model.Inconsistency, error) {
	p, err := openPool(&o)
	if err != nil {
		return nil, nil, fmt.Errorf("source %s: %w", o.Name, err)
	}
	s := &Source{
		name: o.Name, pool: p, prepared: o.Pool.Prepared, types: &schema.Cache{},
		parts: map[planner.Role]*part{}, byContent: map[planner.Fingerprint]*part{},
	}
	if err := s.load(ctx, &o); err != nil {
		p.Close()
		return nil, nil, fmt.Errorf("source %s: %w", o.Name, err)
	}
	o.Previous, o.Within = nil, nil // an epoch must not keep all epochs before it
	s.options = o
	return s, s.issues, nil
}

// openPool takes over the pool of the previous source when the settings are the same.
func openPool(o *Options) (*pool.Pool, error) {
	if o.Previous != nil && o.Previous.pool.Retain(o.Pool) {
		return o.Previous.pool, nil
	}
	return pool.Open(o.Pool)
}

// load reads the catalog and builds the model, or takes over what did not change.
func (s *Source) load(ctx context.Context, o *Options) error {
	if err := s.loadCatalog(ctx, o); err != nil {
		return err
	}
	o.Model.EnumRows = catalog.ReadEnums(ctx, s.reader(o), model.EnumTables(s.catalog, o.Metadata))
	s.slice = metadata.Append(nil, o.Metadata)
	if p := o.Previous; p != nil && p.catalog.Fingerprint() == s.catalog.Fingerprint() &&
		bytes.Equal(p.slice, s.slice) && reflect.DeepEqual(p.options.Model, o.Model) && p.options.Schema == o.Schema {
		s.catalog, s.model, s.issues, s.types = p.catalog, p.model, p.issues, p.types
		return nil
	}
	s.model, s.issues = model.Build(s.catalog, o.Metadata, o.Model)
	s.issues = append(s.issues, schema.Inconsistencies(s.model, s.schemaOptions(o))...)
	return nil
}

func (s *Source) loadCatalog(ctx context.Context, o *Options) (err error) {
	switch {
	case o.Within != nil:
		s.catalog = o.Within.Catalog
	case o.KeepCatalog && o.Previous != nil:
		s.catalog = o.Previous.catalog
	default:
		s.catalog, err = catalog.Read(ctx, s.pool.Pgx())
	}
	return err
}

// reader is where the rows of enum tables are read.
func (s *Source) reader(o *Options) catalog.Querier {
	if o.Within != nil {
		return o.Within.DB
	}
	return s.pool.Pgx()
}

// schemaOptions are the switches of the schema with the source's own cache.
func (s *Source) schemaOptions(o *Options) schema.Options {
	options := o.Schema
	options.Cache = s.types
	return options
}

// ID implements [planner.Source].
func (s *Source) ID() planner.ID {
	return planner.ID{Kind: planner.DatabaseSource, Name: s.name}
}

// Model returns what the source exposes. It is immutable.
func (s *Source) Model() *model.Model { return s.model }

// Catalog returns what the database held when the source was opened. It is immutable.
func (s *Source) Catalog() *catalog.Catalog { return s.catalog }

// Pool returns the source's connections; they are valid until Close.
func (s *Source) Pool() *pool.Pool { return s.pool }

// Ping asks the database for a sign of life.
func (s *Source) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Close ends this epoch's use of the database. Calls that are running end normally.
func (s *Source) Close() { s.pool.Close() }

// Part implements [planner.Source]. Roles that see and may do the same share a part.
func (s *Source) Part(role planner.Role) (planner.Part, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.parts[role]; p != nil {
		return p, nil
	}
	p := newPart(s, schema.New(s.model, role, s.schemaOptions(&s.options)))
	if same := s.byContent[p.Fingerprint()]; same != nil {
		p = same
	} else {
		s.byContent[p.Fingerprint()] = p
	}
	s.parts[role] = p
	return p, nil
}
