package remote

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/remote-schemas/naming"
	"github.com/weftql/weft/remote-schemas/outgoing"
	"github.com/weftql/weft/remote-schemas/upstream"
)

// Open asks the server for its schema and returns the source. An error is a
// [*planner.Fault] with the reason why the remote schema is inconsistent. Single
// relationships or permissions that are not valid do not fail it: see [Source.Problems].
func Open(ctx context.Context, opts Options) (*Source, error) {
	s := &Source{opts: opts, parts: map[string]*part{}}
	var err error
	if s.address, err = opts.Definition.Address(opts.Env); err != nil {
		return nil, invalidDefinition(err)
	}
	if s.introspection, err = s.introspect(ctx); err != nil {
		return nil, err
	}
	if s.schema, err = upstream.Decode(s.introspection); err != nil {
		return nil, schemaFault(err)
	}
	return s.build()
}

// SameServer tells whether a source opened with opts would ask the same server in the same
// way for its schema, so that [Source.Reopen] will do (section 9).
func (s *Source) SameServer(opts Options) bool {
	address, err := opts.Definition.Address(opts.Env)
	return err == nil && address == s.address && s.opts.Name == opts.Name && reflect.DeepEqual(opts.Definition, s.opts.Definition)
}

// Reopen returns a source for changed options without asking the server again. It is for
// the next epoch, when [Source.SameServer] says so; each epoch has a source of its own.
func (s *Source) Reopen(opts Options) (*Source, error) {
	next := &Source{
		opts: opts, address: s.address, introspection: s.introspection, schema: s.schema, parts: map[string]*part{},
	}
	return next.build()
}

// build makes everything that follows from the options and the server's schema.
func (s *Source) build() (*Source, error) {
	var err error
	if s.names, err = naming.New(s.opts.Definition.Customization, s.schema); err != nil {
		return nil, schemaFault(err)
	}
	if s.fingerprint, err = fingerprintOf(&s.opts, s.introspection); err != nil {
		return nil, fmt.Errorf("remote schema %s: %w", s.opts.Name, err)
	}
	s.buildLinks()
	s.buildGrants()
	return s, nil
}

// introspect sends the introspection query as the admin role; the client's headers never
// go with it (section 3.1).
func (s *Source) introspect(ctx context.Context) ([]byte, error) {
	body, err := json.Marshal(map[string]any{
		"query": upstream.IntrospectionQuery, "variables": nil, "operationName": "IntrospectionQuery",
	})
	if err != nil {
		return nil, fmt.Errorf("remote schema %s: %w", s.opts.Name, err)
	}
	session := &planner.Session{
		Role: planner.Role{Name: planner.Admin}, Variables: map[string]string{"x-hasura-role": planner.Admin},
	}
	header, err := s.header(&planner.Params{Session: session}, false)
	if err != nil {
		return nil, invalidDefinition(err)
	}
	res, err := s.opts.Client.Do(ctx, s.request(header, body))
	if err != nil {
		return nil, s.callFault(err)
	}
	return res.Body, nil
}

func (s *Source) request(header http.Header, body []byte) *outgoing.Request {
	return &outgoing.Request{Method: http.MethodPost, URL: s.address, Header: header, Body: body, Timeout: s.timeout()}
}

// callFault is the fault of a call without an answer. A context's error stays what it is.
// The address is shown as it is configured: resolved, it may hold secrets.
func (s *Source) callFault(err error) error {
	var call *outgoing.CallError
	if !errors.As(err, &call) {
		return err
	}
	return &planner.Fault{
		Code:     planner.CodeRemoteSchemaError,
		Message:  "HTTP exception occurred while sending the request to " + s.opts.Definition.Shown(),
		Internal: call.Internal(),
		Cause:    fmt.Errorf("remote schema %s: %w", s.opts.Name, err),
	}
}

// schemaFault is the fault of a schema that breaks a rule.
func schemaFault(err error) error {
	return &planner.Fault{Code: planner.CodeRemoteSchemaError, Message: err.Error(), Cause: err}
}

// invalidDefinition is the fault of an address or header that cannot be resolved.
func invalidDefinition(err error) error {
	return &planner.Fault{Code: planner.CodeInvalidParams, Message: err.Error(), Cause: err}
}
