// Package servertest is a source of fixed root fields, for tests of what stands in front
// of the planner: HTTP, sockets, live queries. Each field answers with a Go function.
package servertest

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/planner"
)

// Field is one root field. It has the type `json`, so it is a leaf whatever it answers.
type Field struct {
	Op   ast.Operation
	Name string
	// Args are the names of its arguments, each a nullable String.
	Args []string
	// Session are the names of the session variables it reads, sorted.
	Session []string
	// Roles see it; nil: every role does.
	Roles []string
	// Answer returns the field's JSON for one row.
	Answer func(ctx context.Context, call Call) (string, error)
	// Cursor makes the field a stream: the argument that holds the cursor. Next returns
	// the cursor after the answer, "" when there is nothing new.
	Cursor string
	Next   func(call Call) string
	// Final, when set, tells whether a row's answer is its last; see [planner.Output.Final].
	Final func(call Call) bool
}

// Call is one row of one field.
type Call struct {
	Params *planner.Params
	Args   map[string]string // those that are present and not null
}

// Source answers fields. It is safe for concurrent use.
type Source struct {
	// Before, when set, is called before each run; an error fails the run as a whole, as a
	// database does when one row of a statement fails.
	Before func(ctx context.Context, in *planner.Input) error
	// Explained, when set, makes the queries explainable, with this plan.
	Explained []string

	fields []Field
	runs   atomic.Int64
}

// New returns a source of the fields.
func New(fields ...Field) *Source {
	slices.SortFunc(fields, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return &Source{fields: fields}
}

// Runs returns how many runs there have been.
func (s *Source) Runs() int { return int(s.runs.Load()) }

// ID names the source.
func (s *Source) ID() planner.ID { return planner.ID{Kind: planner.DatabaseSource, Name: "static"} }

// Table is what every query of the source says it reads.
func (s *Source) Table() planner.Dep {
	return planner.Dep{Source: s.ID(), Schema: "public", Table: "static"}
}

// Part returns what role sees.
func (s *Source) Part(role planner.Role) (planner.Part, error) {
	if role.Name == "broken" {
		return nil, errors.New("the role broken has no part")
	}
	p := &part{source: s, role: role, json: &planner.Type{Kind: ast.Scalar, Name: "json"}}
	for i := range s.fields {
		if f := &s.fields[i]; f.Roles == nil || slices.Contains(f.Roles, role.Name) {
			p.fields = append(p.fields, f)
		}
	}
	return p, nil
}

// Planner makes the source the only one of an epoch (executor.Schemas).
func (s *Source) Planner(role planner.Role) (*planner.Cache, error) {
	p, err := s.Part(role)
	if err != nil {
		return nil, err
	}
	schema, conflicts := planner.Merge(role, []planner.Part{p}, planner.BindOptions{})
	if len(conflicts) > 0 {
		return nil, errors.New(conflicts[0].Reason)
	}
	return planner.NewCache(schema, planner.CacheOptions{}), nil
}

// Prepare plans an operation for a role, and fails the test when it cannot.
func (s *Source) Prepare(tb testing.TB, session *planner.Session, req *planner.Request) (*planner.Prepared, *planner.Params) {
	tb.Helper()
	cache, err := s.Planner(session.Role)
	if err != nil {
		tb.Fatal(err)
	}
	prepared, err := cache.Plan(tb.Context(), req)
	if err != nil {
		tb.Fatal(err)
	}
	return prepared, prepared.Params(session, nil, "request")
}

type part struct {
	source *Source
	role   planner.Role
	fields []*Field
	json   *planner.Type
}

func (p *part) Source() planner.Source { return p.source }

func (p *part) Fingerprint() planner.Fingerprint {
	names := make([]string, len(p.fields))
	for i, f := range p.fields {
		names[i] = string(f.Op) + " " + f.Name
	}
	return sha256.Sum256([]byte(strings.Join(names, "\n")))
}

func (p *part) Roots(op ast.Operation) []*planner.Field {
	var roots []*planner.Field
	for _, f := range p.fields {
		if f.Op != op {
			continue
		}
		root := &planner.Field{Name: f.Name, Type: planner.Named("json"), Meta: f}
		for _, name := range f.Args {
			root.Args = append(root.Args, &planner.InputValue{Name: name, Type: planner.Named("String")})
		}
		planner.SortInputs(root.Args)
		roots = append(roots, root)
	}
	return roots
}

func (p *part) TypeNames() iter.Seq[string] {
	return func(yield func(string) bool) { yield("json") }
}

func (p *part) Type(name string) *planner.Type {
	if name == "json" {
		return p.json
	}
	return nil
}

func (p *part) Links() []*planner.Link { return nil }

func (p *part) Land(*planner.Link) ([]*planner.Field, error) {
	return nil, errors.New("static takes no links")
}

func (p *part) Compile(spec *planner.CallSpec) (*planner.Answer, error) {
	q := &query{source: p.source}
	text := fmt.Sprintf("%s %s\n", p.role.Name, spec.Op)
	for _, column := range spec.Columns {
		f := column.Field.Meta.(*Field)
		c := compiled{field: f, args: map[string]planner.Param{}}
		text += f.Name
		for _, arg := range column.Args {
			c.args[arg.Input.Name] = arg.Value.Param()
			q.params = append(q.params, c.args[arg.Input.Name])
			text += " " + arg.Input.Name
		}
		text += "\n"
		q.columns = append(q.columns, c)
		q.session = append(q.session, f.Session...)
	}
	q.text = text
	if first := q.columns[0]; first.field.Cursor != "" {
		return &planner.Answer{Query: stepping{q, first.args[first.field.Cursor]}}, nil
	}
	if p.source.Explained != nil {
		return &planner.Answer{Query: explainable{q}}, nil
	}
	return &planner.Answer{Query: q}, nil
}
