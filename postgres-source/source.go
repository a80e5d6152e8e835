package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/pool"
	"github.com/weftql/weft/postgres-source/schema"
	"github.com/weftql/weft/postgres-source/sqlname"
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
	// NativeUnchecked accepts native queries without asking the database about them
	// (HASURA_GRAPHQL_DISABLE_NATIVE_QUERY_VALIDATION).
	NativeUnchecked bool
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
	// DB is the transaction; nil when it has ended, see [ReadWithin].
	DB catalog.Querier

	enums  map[sqlname.Name]catalog.EnumRows
	native map[string]json.RawMessage // as in [Source]
}

// ReadWithin reads from a transaction all that opening a source needs, so that the
// transaction may end before the source is opened.
func ReadWithin(ctx context.Context, db catalog.Querier, md *metadata.Source) (*Within, error) {
	cat, err := catalog.Read(ctx, db)
	if err != nil {
		return nil, err
	}
	w := &Within{Catalog: cat, enums: catalog.ReadEnums(ctx, db, model.EnumTables(cat, md)), native: map[string]json.RawMessage{}}
	return w, describeNative(ctx, db, cat, model.NativeStatements(cat, md, model.Options{}), w.native)
}

// Source is one PostgreSQL database in one epoch. It implements [planner.Source].
type Source struct {
	name     string
	options  Options
	pool     *pool.Pool
	prepared bool
	catalog  *catalog.Catalog
	state    catalog.State // that the database was last seen in
	model    *model.Model
	issues   []model.Inconsistency
	schemas  *schemas // of the model
	// native holds what the database said about native queries, nil for nothing wrong.
	native map[string]json.RawMessage

	mu    sync.Mutex
	parts map[*schema.Schema]*part
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
		name: o.Name, pool: p, prepared: o.Pool.Prepared, parts: map[*schema.Schema]*part{},
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
	o.Model.EnumRows = s.enumRows(ctx, o)
	if err := s.checkNative(ctx, o); err != nil {
		return err
	}
	if p := o.Previous; p != nil && s.sameGround(p, o) && s.takeOver(p, o.Metadata) {
		return nil
	}
	s.model, s.issues = model.Build(s.catalog, o.Metadata, o.Model)
	s.schemas = newSchemas(s.model, o.Schema)
	s.issues = append(s.issues, s.schemas.inconsistencies()...)
	return nil
}

// sameGround tells whether p was built from what s would be built from, metadata aside.
func (s *Source) sameGround(p *Source, o *Options) bool {
	return p.catalog.Fingerprint() == s.catalog.Fingerprint() && p.options.Schema == o.Schema &&
		reflect.DeepEqual(p.options.Model, o.Model)
}

// takeOver takes from a source on the same ground what the metadata did not change: all, or
// all but the permissions of some tables. It returns false when more than those differ.
func (s *Source) takeOver(p *Source, md *metadata.Source) bool {
	if metadata.Equal(p.options.Metadata, md) {
		s.catalog, s.model, s.issues, s.schemas = p.catalog, p.model, p.issues, p.schemas
		return true
	}
	next, issues, ok := p.model.Regrant(md)
	if !ok {
		return false
	}
	s.catalog, s.model, s.schemas = p.catalog, next, p.schemas.regranted(next)
	s.issues = slices.Concat(issues, s.schemas.inconsistencies())
	return true
}

func (s *Source) loadCatalog(ctx context.Context, o *Options) (err error) {
	switch {
	case o.Within != nil:
		s.catalog = o.Within.Catalog
	case o.Previous != nil && (o.KeepCatalog || s.isCurrent(ctx, o.Previous)):
		s.catalog, s.state = o.Previous.catalog, o.Previous.state
		return nil
	default:
		s.catalog, err = catalog.Read(ctx, s.pool.Pgx())
	}
	if err == nil {
		s.state = s.catalog.State()
	}
	return err
}

// isCurrent tells whether the database, reached in the same way, is as p saw it. When that
// cannot be found out, reading it says why.
func (s *Source) isCurrent(ctx context.Context, p *Source) bool {
	if p.pool != s.pool {
		return false
	}
	current, err := p.state.Current(ctx, s.pool.Pgx())
	return err == nil && current
}

// enumRows reads the rows of enum tables, or takes those that were read already.
func (s *Source) enumRows(ctx context.Context, o *Options) map[sqlname.Name]catalog.EnumRows {
	tables := model.EnumTables(s.catalog, o.Metadata)
	switch w := o.Within; {
	case w == nil:
		return catalog.ReadEnums(ctx, s.pool.Pgx(), tables)
	case w.DB == nil:
		return w.enums
	default:
		return catalog.ReadEnums(ctx, w.DB, tables)
	}
}

// ID implements [planner.Source].
func (s *Source) ID() planner.ID {
	return planner.ID{Kind: planner.DatabaseSource, Name: s.name}
}

// Model returns what the source exposes. It is immutable.
func (s *Source) Model() *model.Model { return s.model }

// Catalog returns what the database held when the source was opened. It is immutable.
func (s *Source) Catalog() *catalog.Catalog { return s.catalog }

// Metadata returns the slice of the document that the source was opened with. It must not
// be changed.
func (s *Source) Metadata() *metadata.Source { return s.options.Metadata }

// Pool returns the source's connections; they are valid until Close.
func (s *Source) Pool() *pool.Pool { return s.pool }

// Ping asks the database for a sign of life.
func (s *Source) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

// Close ends this epoch's use of the database. Calls that are running end normally.
func (s *Source) Close() { s.pool.Close() }

// Part implements [planner.Source]. Roles that see and may do the same share a part.
func (s *Source) Part(role planner.Role) (planner.Part, error) {
	described := s.schemas.of(role)
	s.mu.Lock()
	defer s.mu.Unlock()
	return once(s.parts, described, func() *part { return newPart(s, described) }), nil
}

// once returns what known holds for key, made the first time.
func once[K comparable, V any](known map[K]V, key K, build func() V) V {
	v, ok := known[key]
	if !ok {
		v = build()
		known[key] = v
	}
	return v
}
