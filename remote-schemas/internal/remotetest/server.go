// Package remotetest runs small GraphQL servers for tests: a schema as SDL, values and
// functions as resolvers, real parsing and validation of every document, and a record of
// every request.
package remotetest

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// Object is the value of an object type: field names to values or to [Resolver]s. In an
// interface's or union's place `__typename` names the type.
type Object map[string]any

// Resolver answers a field with arguments.
type Resolver func(args map[string]any) (any, error)

// Request is one request as the server got it.
type Request struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
	Header        http.Header    `json:"-"`
}

// Server is a running server.
type Server struct {
	URL    string
	schema *ast.Schema
	roots  map[ast.Operation]Object

	server *httptest.Server

	mu       sync.Mutex
	requests []Request
	override http.HandlerFunc
}

// New starts a server that ends with the test.
func New(tb testing.TB, sdl string, query, mutation Object) *Server {
	tb.Helper()
	schema, err := gqlparser.LoadSchema(&ast.Source{Input: sdl})
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{schema: schema, roots: map[ast.Operation]Object{ast.Query: query, ast.Mutation: mutation}}
	s.server = httptest.NewServer(s)
	tb.Cleanup(s.server.Close)
	s.URL = s.server.URL
	return s
}

// Close stops the server before the test ends.
func (s *Server) Close() { s.server.Close() }

// Override answers all requests but introspection with handler from now on; nil ends that.
func (s *Server) Override(handler http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.override = handler
}

// Body is an [Server.Override] that answers one body.
func Body(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(text)) }
}

// Requests returns what came since the last time, introspection excluded.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := s.requests
	s.requests = nil
	return requests
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	req := Request{Header: r.Header}
	d := json.NewDecoder(r.Body)
	d.UseNumber() // a variable for an ID may be an integer
	if err := d.Decode(&req); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	if req.OperationName == "IntrospectionQuery" {
		_, _ = w.Write(Introspection(s.schema))
		return
	}
	s.mu.Lock()
	s.requests = append(s.requests, req)
	override := s.override
	s.mu.Unlock()
	if override != nil {
		override(w, r)
		return
	}
	_, _ = w.Write(s.answer(&req))
}

func (s *Server) answer(req *Request) []byte {
	doc, list := gqlparser.LoadQueryWithRules(s.schema, req.Query, rules.NewDefaultRules())
	if list != nil {
		return failure(list)
	}
	op := doc.Operations.ForName(req.OperationName)
	vars, err := validator.VariableValues(s.schema, op, req.Variables)
	if err != nil {
		return failure([]any{err})
	}
	e := &execution{schema: s.schema, vars: vars}
	data, err := e.object(s.schema.Types[rootName(s.schema, op.Operation)], s.roots[op.Operation], op.SelectionSet)
	if err != nil {
		return failure([]any{map[string]any{"message": err.Error()}})
	}
	return append(append([]byte(`{"data":`), data...), '}')
}

func rootName(schema *ast.Schema, op ast.Operation) string {
	if op == ast.Mutation {
		return schema.Mutation.Name
	}
	return schema.Query.Name
}

func failure(errors any) []byte {
	text, err := json.Marshal(map[string]any{"errors": errors})
	if err != nil {
		return []byte(`{"errors":[{"message":"unprintable"}]}`)
	}
	return text
}
