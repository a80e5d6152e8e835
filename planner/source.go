package planner

import (
	"context"
	"iter"

	"github.com/vektah/gqlparser/v2/ast"
)

// SourceKind is what kind of thing a source is; names are unique within a kind only.
type SourceKind string

// The kinds of sources.
const (
	DatabaseSource      SourceKind = "source"
	RemoteSchemaSource  SourceKind = "remote_schema"
	ActionsSource       SourceKind = "actions"
	IntrospectionSource SourceKind = "introspection"
)

// ID names a source within an epoch.
type ID struct {
	Kind SourceKind
	Name string
}

// String prints the id for plans and logs.
func (id ID) String() string {
	if id.Name == "" {
		return string(id.Kind)
	}
	return string(id.Kind) + " " + id.Name
}

// Source is one place data comes from, within one epoch. It is safe for concurrent use.
type Source interface {
	ID() ID
	// Part returns the source as role sees it. A role without any permission gets a part
	// without root fields. The part may be shared between roles that see the same.
	Part(role Role) (Part, error)
}

// Part is a source as one role sees it. It is immutable to its callers and safe for
// concurrent use; types are built when they are first asked for.
//
// Part may also implement [Transactor] and [Respondent].
type Part interface {
	Source() Source
	// Fingerprint is equal for parts of one source that answer everything below equally.
	Fingerprint() Fingerprint
	// Roots returns the root fields of an operation kind, sorted by name. It is cheap:
	// names are known eagerly so that conflicts show at once.
	Roots(op ast.Operation) []*Field
	// TypeNames yields the names of all types [Part.Type] can build, built-in scalars
	// excluded.
	TypeNames() iter.Seq[string]
	// Type builds or returns the type called name, or nil when it is not one of the part's.
	// The same pointer is returned every time.
	Type(name string) *Type
	// Links returns the relationship fields that leave this source for another.
	Links() []*Link
	// Land returns the fields that link adds to the type it leaves from, when this part is
	// its target: each with Meta of this part; the caller sets Link. No fields mean that
	// the role must not see the target. An error means the link is not valid here.
	Land(link *Link) ([]*Field, error)
	// Compile turns what one call is asked for into a query. It returns a *Fault for a
	// request that cannot be answered.
	Compile(spec *CallSpec) (*Answer, error)
}

// Transactor is implemented by parts whose mutation root fields may share one call, which
// runs them in order in one transaction (contract/postgres-graphql.md 6.1).
type Transactor interface{ Transactional() }

// Link is a relationship field that leaves one source for another.
type Link struct {
	From string // the type it leaves from, by its name in the schema
	Name string // the field's name
	// Owner names what the link leaves from in the names of types made for it: a table's
	// name, with its schema and an underscore before it outside `public`, or the remote
	// schema's name (contract/remote-schemas-and-joins.md 6.3).
	Owner  string
	Source ID       // where it lands
	Key    []string // the values that form the key, by their names in the leaving source
	Target Target
	// Meta belongs to the leaving source.
	Meta any
}

// Target tells the landing source what a link asks of it: [ToRows] or [ToField].
type Target interface{ target() }

// ToRows asks for rows of a table whose columns equal the key.
type ToRows struct {
	Schema, Table string
	// Columns are the table's columns, one per key value, by their names in the database.
	Columns []string
	// Array tells a list of rows from at most one.
	Array bool
}

// ToField asks for a root field of a GraphQL server, or a field below it.
type ToField struct {
	Steps []FieldStep // from the root field to the leaf; at least one
}

// FieldStep is one field on the way of a [ToField] with its argument template. In a
// template, Key stands for the key value of that name.
type FieldStep struct {
	Name string
	Args []TemplateArg
}

// TemplateArg is one argument of a [FieldStep].
type TemplateArg struct {
	Name  string
	Value Template
}

// Template is a value with holes: exactly one of its parts is used.
type Template struct {
	Key     string // name of a key value, "" if none
	Literal *Value
	Object  []TemplateArg
	List    []Template // at most one item
}

func (ToRows) target()  {}
func (ToField) target() {}

// CallSpec is what one call is asked for.
type CallSpec struct {
	Op            ast.Operation
	OperationName string // the client's, "" when anonymous
	// Columns are the fields to answer, one column each.
	Columns []*Selection
	// Link is nil for root fields. Otherwise each row carries a key of len(Link.Key)
	// values, and Columns are fields that the link landed.
	Link *Link
}

// Answer is what Compile returns.
type Answer struct {
	Query Query
	// Shapes has one element per column; nil: the column passes through unread. No
	// elements: all columns do. The planner takes ownership of them.
	Shapes []*Shape
	// Questions are what other sources must answer before the query runs; see [Params.Bound].
	Questions []Question
	// Weight estimates what the source needs to prepare the query, in kilobytes of memory; 0
	// is next to nothing. A plan whose calls weigh too much is refused.
	Weight int
}

// Fingerprint identifies work or content; equal values mean equal meaning.
type Fingerprint [32]byte

// Query is a compiled call. It is immutable and safe for concurrent use.
type Query interface {
	// Run answers every row of in: for each row it sets or fails every column of out. A
	// returned error fails the whole call. It returns soon after ctx has ended. It does
	// not keep in or out, nor bytes borrowed from them.
	Run(ctx context.Context, in *Input, out *Output) error
	// Fingerprint is equal for equal work: literals are lifted to parameters; names of
	// operations and white space do not count; what depends on the role does.
	Fingerprint() Fingerprint
	// Reads tells which per-request values the answer depends on: rows that agree in them
	// and in their key may share a run.
	Reads() Reads
	// Deps lists what the answer was read from, for live queries and caches.
	Deps() []Dep
	// String prints the query for plans and golden files: SQL, a GraphQL document, an
	// address. It holds no values.
	String() string
}

// Reads lists the per-request values a query depends on.
type Reads struct {
	Params  []Param
	Session []string // names of session variables, lower case, sorted
	// AllSession is set when every session variable counts (a session argument, headers
	// to a remote).
	AllSession bool
	// Headers is set when forwarded client headers count.
	Headers bool
}

// Dep is one thing a query reads.
type Dep struct {
	Source ID
	Schema string // database schema of the table
	Table  string
	// Opaque is set when the source cannot tell when the answer changes (a function, a
	// remote server): it must be polled.
	Opaque bool
}

// Explainer is implemented by queries that can say how the source would run them
// (POST /v1/graphql/explain).
type Explainer interface {
	// Explain returns, for column col of the single row in `in`, the statement and the
	// source's plan for it, one line each. Nothing is executed.
	Explain(ctx context.Context, in *Input, col int) (statement string, plan []string, err error)
}

// Checker is implemented by queries that must be validated before the first write of a
// mutation (contract/postgres-graphql.md 6.9).
type Checker interface {
	Check(ctx context.Context, in *Input) error
}

// Foreseer is implemented by queries that can tell a fault of the request before they run. A
// mutation of several calls asks all of them first, so that none is written in vain
// (contract/postgres-graphql.md 6.1).
type Foreseer interface {
	// Foresee returns the fault with which Run would end before it does anything. Nothing
	// leaves the process.
	Foresee(in *Input) error
}
