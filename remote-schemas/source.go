package remote

import (
	"crypto/sha256"
	"encoding/json"
	"sync"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/grant"
	"github.com/weftql/weft/remote-schemas/metadata"
	"github.com/weftql/weft/remote-schemas/naming"
	"github.com/weftql/weft/remote-schemas/outgoing"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// Options configures a [Source].
type Options struct {
	Name          string
	Definition    metadata.Definition
	Permissions   []metadata.Permission // inherited ones resolved by the caller
	Relationships []metadata.TypeRelationships
	Settings
}

// Settings are the same for all remote schemas of a process. Env and Client must be set.
type Settings struct {
	// Env looks up the variables of templates and of `value_from_env`.
	Env outgoing.Env
	// Client carries the requests; all sources should share one.
	Client *outgoing.Client
	// EnablePermissions enables roles' permissions (HASURA_GRAPHQL_ENABLE_REMOTE_SCHEMA_PERMISSIONS).
	// Without it every role sees everything.
	EnablePermissions bool
	// SkipNulls drops nullable arguments whose value is null
	// (HASURA_GRAPHQL_REMOTE_SCHEMA_SKIP_NULLS).
	SkipNulls bool
	// PrioritizeData uses the data of an answer that holds errors too, for root fields
	// (HASURA_GRAPHQL_REMOTE_SCHEMA_PRIORITIZE_DATA).
	PrioritizeData bool
	// MaxKeys bounds the rows of one join request; 0 means no bound: one request per hop.
	MaxKeys int
}

// Source is one remote GraphQL server within an epoch. It is safe for concurrent use.
type Source struct {
	opts    Options
	address string
	schema  *upstream.Schema
	names   *naming.Names
	// introspection is the server's answer as it came.
	introspection []byte
	fingerprint   planner.Fingerprint
	problems      []Problem
	links         map[string][]*planner.Link // by the server's type name
	grants        map[string]*roleGrant      // by role

	mu    sync.Mutex
	parts map[string]*part // by what they show
}

var _ planner.Source = (*Source)(nil)

// ID names the source.
func (s *Source) ID() planner.ID {
	return planner.ID{Kind: planner.RemoteSchemaSource, Name: s.opts.Name}
}

// Introspection returns the answer to the introspection query as the server gave it
// (introspect_remote_schema). It must not be changed.
func (s *Source) Introspection() json.RawMessage { return s.introspection }

// Problems lists what of the metadata is not valid and was left out.
func (s *Source) Problems() []Problem { return s.problems }

// Part returns the schema as role sees it. The relay schema has no remote schemas
// (contract/postgres-graphql.md 5.9).
func (s *Source) Part(role planner.Role) (planner.Part, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case role.Relay:
		return s.part("nothing", nothing, nil), nil
	case role.Name == planner.Admin || !s.opts.EnablePermissions:
		return s.part("everything", s.schema, nil), nil
	}
	if g := s.grants[role.Name]; g != nil {
		return s.part(g.sdl, g.Schema, g.Grant), nil
	}
	return s.part("nothing", nothing, nil), nil
}

// nothing is the schema of roles that see nothing.
var nothing = &upstream.Schema{}

// part returns the part kept under key, building it first: roles that see the same share
// it. Lock should be held.
func (s *Source) part(key string, schema *upstream.Schema, g *grant.Grant) *part {
	p := s.parts[key]
	if p == nil {
		p = newPart(s, key, schema, g)
		s.parts[key] = p
	}
	return p
}

// roleGrant is a valid permission.
type roleGrant struct {
	*grant.Grant
	sdl string
}

// buildGrants checks the permissions, if they count; those that are not valid become
// problems, and their roles see nothing.
func (s *Source) buildGrants() {
	s.grants = map[string]*roleGrant{}
	if !s.opts.EnablePermissions {
		return
	}
	for _, p := range s.opts.Permissions {
		g, err := grant.Parse(p.Definition.Schema, s.schema)
		if err != nil {
			s.problems = append(s.problems, Problem{Role: p.Role, Err: err})
			continue
		}
		s.grants[p.Role] = &roleGrant{Grant: g, sdl: p.Definition.Schema}
	}
}

// fingerprintOf identifies everything answers of the source depend on but the role.
func fingerprintOf(opts *Options, introspection []byte) (planner.Fingerprint, error) {
	text, err := json.Marshal(struct {
		Name                      string
		Definition                metadata.Definition
		Relationships             []metadata.TypeRelationships
		SkipNulls, PrioritizeData bool
		Introspection             [sha256.Size]byte
	}{opts.Name, opts.Definition, opts.Relationships, opts.SkipNulls, opts.PrioritizeData, sha256.Sum256(introspection)})
	return sha256.Sum256(text), err
}
