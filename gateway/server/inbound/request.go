// Package inbound reads GraphQL requests from the JSON that clients send, over HTTP and
// sockets alike (contract/auth-and-server.md 7.3).
package inbound

import (
	"net/http"

	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// Batch is what a client posted to a GraphQL endpoint: one request, or an array of them.
type Batch struct {
	Requests []*planner.Request
	Array    bool
}

// ParseBatch reads a body. The returned requests do not refer to it.
func ParseBatch(body []byte) (Batch, *planner.Fault) {
	value, err := planner.ParseValue(body)
	if err != nil {
		return Batch{}, &planner.Fault{Code: border.CodeInvalidJSON, Message: err.Error(), Status: http.StatusBadRequest}
	}
	if value.Kind != planner.List {
		request, fault := ParseRequest(value, nil)
		if fault != nil {
			return Batch{}, fault
		}
		return Batch{Requests: []*planner.Request{request}}, nil
	}
	b := Batch{Array: true, Requests: make([]*planner.Request, len(value.Items))}
	for i, item := range value.Items {
		request, fault := ParseRequest(item, (*planner.Path)(nil).Index(i))
		if fault != nil {
			return Batch{}, fault
		}
		b.Requests[i] = request
	}
	return b, nil
}

// ParseRequest reads one request object. Unknown members are ignored.
func ParseRequest(value *planner.Value, at *planner.Path) (*planner.Request, *planner.Fault) {
	if value.Kind != planner.Object {
		return nil, WrongShape(at, "parsing GQLReq failed, expected Object, but encountered "+KindName(value.Kind))
	}
	if fault := refusePersisted(value); fault != nil {
		return nil, fault
	}
	request := &planner.Request{}
	query := value.Member("query")
	switch {
	case query == nil:
		return nil, WrongShape(at, `parsing GQLReq failed, key "query" not found`)
	case query.Kind != planner.String:
		return nil, WrongShape(at.Key("query"), "parsing Text failed, expected String, but encountered "+KindName(query.Kind))
	}
	request.Query = query.Text
	switch variables := value.Member("variables"); {
	case variables == nil || variables.Kind == planner.Null:
	case variables.Kind != planner.Object:
		return nil, WrongShape(at.Key("variables"), "parsing HashMap failed, expected Object, but encountered "+KindName(variables.Kind))
	default:
		request.Variables = variables
	}
	switch name := value.Member("operationName"); {
	case name == nil || name.Kind == planner.Null:
	case name.Kind != planner.String:
		return nil, WrongShape(at.Key("operationName"), "parsing Name failed, expected String, but encountered "+KindName(name.Kind))
	default:
		request.OperationName = name.Text
	}
	return request, nil
}

// refusePersisted refuses automatic persisted queries, which are not enabled
// (contract/auth-and-server.md 11.2). Clients take it as the advice to send the text.
func refusePersisted(value *planner.Value) *planner.Fault {
	extensions := value.Member("extensions")
	if extensions == nil || extensions.Kind != planner.Object {
		return nil
	}
	if p := extensions.Member("persistedQuery"); p == nil || p.Kind == planner.Null {
		return nil
	}
	return PersistedNotSupported()
}

// PersistedNotSupported is the answer to automatic persisted queries.
func PersistedNotSupported() *planner.Fault {
	return &planner.Fault{Code: planner.CodeNotSupported, Message: "PersistedQueryNotSupported", Status: http.StatusBadRequest}
}

// WrongShape is the fault of JSON that is not of the shape expected at `at`.
func WrongShape(at *planner.Path, message string) *planner.Fault {
	return &planner.Fault{Code: planner.CodeParseFailed, Message: message, Path: at.String(), Status: http.StatusBadRequest}
}

// KindName names a kind of JSON value in messages.
func KindName(kind planner.ValueKind) string {
	switch kind {
	case planner.Null:
		return "Null"
	case planner.Int, planner.Float, planner.Number:
		return "Number"
	case planner.String, planner.Enum:
		return "String"
	case planner.Boolean:
		return "Boolean"
	case planner.List:
		return "Array"
	default:
		return "Object"
	}
}

// AppendRequest appends the request as the JSON object that logs show; variables are left
// out, they may hold what must not be logged.
func AppendRequest(b []byte, r *planner.Request, whole bool) []byte {
	b = append(b, '{')
	if whole {
		b = planner.AppendJSONString(append(b, `"query":`...), r.Query)
		b = append(b, ',')
	}
	b = append(b, `"operationName":`...)
	if r.OperationName == "" {
		b = append(b, "null"...)
	} else {
		b = planner.AppendJSONString(b, r.OperationName)
	}
	return append(b, '}')
}
