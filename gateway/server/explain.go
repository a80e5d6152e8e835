package server

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/planner"
)

// explained is what explain tells of one root field.
type explained struct {
	Field string   `json:"field"`
	SQL   *string  `json:"sql"`
	Plan  []string `json:"plan"`
}

// answerExplain answers /v1/graphql/explain: what the sources would do for an operation of
// some session, without doing it (contract/subscriptions.md 11).
func (s *Server) answerExplain(ctx context.Context, call *Call) (*Answer, error) {
	op, fault := parseExplain(call)
	if fault != nil {
		return nil, fault
	}
	if err := s.executor.Prepare(ctx, op); err != nil {
		return nil, err
	}
	x := explainer{plan: op.Plan(), in: &planner.Input{Params: []*planner.Params{op.Params()}, Rows: []planner.Row{{}}}}
	switch x.plan.Op {
	case ast.Mutation:
		return nil, badExplain("only queries can be explained")
	case ast.Subscription:
		return x.subscription(ctx)
	default:
		fields, err := x.fields(ctx, x.plan.Reply, "")
		if err != nil {
			return nil, err
		}
		return asJSON(fields)
	}
}

// parseExplain reads {"query": request, "user": variables, "is_relay": bool}. The session
// counts as one that has sent the secret.
func parseExplain(call *Call) (*executor.Operation, *planner.Fault) {
	body, err := planner.ParseValue(call.Body)
	if err != nil {
		return nil, &planner.Fault{Code: border.CodeInvalidJSON, Message: err.Error(), Status: http.StatusBadRequest}
	}
	var root *planner.Path
	if body.Kind != planner.Object || body.Member("query") == nil {
		return nil, inbound.WrongShape(root, `parsing GQLExplain failed, key "query" not found`)
	}
	request, fault := inbound.ParseRequest(body.Member("query"), root.Key("query"))
	if fault != nil {
		return nil, fault
	}
	session, fault := explainedSession(body.Member("user"), root.Key("user"))
	if fault != nil {
		return nil, fault
	}
	if relay := body.Member("is_relay"); relay != nil && relay.Kind == planner.Boolean {
		session.Role.Relay = relay.Text == "true"
	}
	return &executor.Operation{Session: session, Request: request, Header: call.Header, RequestID: call.RequestID}, nil
}

func explainedSession(user *planner.Value, at *planner.Path) (*planner.Session, *planner.Fault) {
	session := &planner.Session{Role: planner.Role{Name: planner.Admin}, Variables: map[string]string{}}
	if user == nil || user.Kind == planner.Null {
		return session, nil
	}
	if user.Kind != planner.Object {
		return nil, inbound.WrongShape(at, "expected Object, but encountered "+inbound.KindName(user.Kind))
	}
	for _, m := range user.Members {
		if m.Value.Kind != planner.String {
			return nil, inbound.WrongShape(at.Key(m.Name), "expected String, but encountered "+inbound.KindName(m.Value.Kind))
		}
		session.Variables[strings.ToLower(m.Name)] = m.Value.Text
	}
	if role := session.Variables["x-hasura-role"]; role != "" {
		session.Role.Name = role
	}
	if text, ok := session.Variables["x-hasura-use-backend-only-permissions"]; ok {
		backend, err := config.ParseBool(text)
		if err != nil {
			return nil, &planner.Fault{Code: planner.CodeBadRequest, Status: http.StatusBadRequest,
				Message: `"x-hasura-use-backend-only-permissions": ` + err.Error()}
		}
		session.Role.Backend = backend
	}
	return session, nil
}

func badExplain(message string) *planner.Fault {
	return &planner.Fault{Code: "invalid-params", Message: message, Status: http.StatusBadRequest}
}

// explainer explains one plan.
type explainer struct {
	plan *planner.Plan
	in   *planner.Input
}

// fields explains reply fields, those of namespaces as `namespace.field`.
func (x *explainer) fields(ctx context.Context, fields []planner.ReplyField, prefix string) ([]explained, error) {
	list := []explained{}
	for i := range fields {
		f := &fields[i]
		if f.Call < 0 && f.Text == nil {
			inner, err := x.fields(ctx, f.Fields, prefix+f.Key+".")
			if err != nil {
				return nil, err
			}
			list = append(list, inner...)
			continue
		}
		if f.Call < 0 { // answered without a source, and so without a statement
			list = append(list, explained{Field: prefix + f.Key})
			continue
		}
		for _, column := range f.Columns() {
			e, err := x.column(ctx, column)
			if err != nil {
				return nil, err
			}
			e.Field = prefix + f.Key
			list = append(list, e)
		}
	}
	return list, nil
}

// column explains what answers a reply field.
func (x *explainer) column(ctx context.Context, c planner.ReplyColumn) (explained, error) {
	call := x.plan.Roots[c.Call]
	switch {
	case call.Source.Kind == planner.IntrospectionSource:
		return explained{}, nil
	case call.Source.Kind == planner.RemoteSchemaSource:
		return explained{}, badExplain("only hasura queries can be explained")
	case call.Source.Kind == planner.ActionsSource:
		return explained{}, badExplain("query actions cannot be explained")
	case len(call.Joins) > 0:
		return explained{}, badExplain("queries with remote relationships cannot be explained")
	}
	query, ok := call.Query.(planner.Explainer)
	if !ok {
		return explained{}, nil
	}
	sql, plan, err := query.Explain(ctx, x.in, c.Column)
	if err != nil {
		return explained{}, err
	}
	return explained{SQL: &sql, Plan: plan}, nil
}

// subscription explains a live query: its statement with the values it reads.
func (x *explainer) subscription(ctx context.Context) (*Answer, error) {
	fields, err := x.fields(ctx, x.plan.Reply, "")
	if err != nil {
		return nil, err
	}
	if len(fields) == 0 {
		return nil, &planner.Fault{Code: planner.CodeNotFound, Message: "no subscriptions found", Status: http.StatusBadRequest}
	}
	type variables struct {
		Session   map[string]string `json:"session"`
		Query     map[string]string `json:"query"`
		Synthetic []string          `json:"synthetic"`
		Cursor    map[string]string `json:"cursor"`
	}
	params, reads := x.in.Params[0], x.plan.Reads()
	values := variables{Session: map[string]string{}, Query: map[string]string{}, Synthetic: []string{}, Cursor: map[string]string{}}
	for _, name := range reads.Session {
		values.Session[name], _ = params.Session.Variable(name)
	}
	if reads.AllSession {
		values.Session = params.Session.Variables
	}
	for _, p := range reads.Params {
		values.Synthetic = append(values.Synthetic, scalarText(params.Value(p)))
	}
	return asJSON(struct {
		SQL       *string   `json:"sql"`
		Plan      []string  `json:"plan"`
		Variables variables `json:"variables"`
	}{fields[0].SQL, fields[0].Plan, values})
}

// scalarText returns a value as the database reads it: a scalar's text, JSON for the rest.
func scalarText(v *planner.Value) string {
	if v == nil || v.Kind == planner.List || v.Kind == planner.Object || v.Kind == planner.Null {
		if v == nil {
			return "null"
		}
		return string(json.RawMessage(v.AppendJSON(nil)))
	}
	return v.Text
}
