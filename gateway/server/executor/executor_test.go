package executor_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/extension"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/ast"
	"go.opentelemetry.io/otel"

	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/servertest"
	"github.com/weftql/weft/planner"
)

var admin = &planner.Session{Role: planner.Role{Name: "admin"}}

// newExecutor returns an executor over fields that echo, fail and wait.
func newExecutor(t *testing.T) (*executor.Executor, *servertest.Source) {
	t.Helper()
	source := servertest.New(
		servertest.Field{Op: ast.Query, Name: "echo", Args: []string{"text"}, Answer: func(_ context.Context, c servertest.Call) (string, error) {
			text, err := json.Marshal(c.Args["text"])
			return string(text), err
		}},
		servertest.Field{Op: ast.Query, Name: "fail", Answer: func(context.Context, servertest.Call) (string, error) {
			return "", &planner.Fault{Code: "data-exception", Message: "failed", Status: 400}
		}},
		servertest.Field{Op: ast.Query, Name: "wait", Answer: func(ctx context.Context, _ servertest.Call) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		}},
		servertest.Field{Op: ast.Subscription, Name: "echo", Answer: func(context.Context, servertest.Call) (string, error) { return "1", nil }},
	)
	return executor.New(executor.Options{
		Schemas: func() executor.Schemas { return source },
		Run:     planner.RunOptions{Logger: slog.New(slog.DiscardHandler)},
		Tracer:  otel.Tracer("test"),
	}), source
}

// answer plans and runs an operation and returns its data or its fault.
func answer(ctx context.Context, x *executor.Executor, query string) (string, *planner.Fault) {
	op := &executor.Operation{Session: admin, Request: &planner.Request{Query: query}}
	err := x.Prepare(ctx, op)
	var data json.RawMessage
	if err == nil {
		data, err = x.Run(ctx, op)
	}
	var fault *planner.Fault
	errors.As(err, &fault)
	return string(data), fault
}

func TestAnswers(t *testing.T) {
	x, _ := newExecutor(t)
	if data, fault := answer(t.Context(), x, `{ a: echo(text: "1.50") b: echo }`); fault != nil || data != `{"a":"1.50","b":""}` {
		t.Errorf("got %s, %v", data, fault)
	}
	for query, code := range map[string]string{
		`{ nothing }`: "validation-failed", `{`: "validation-failed", `{ fail }`: "data-exception",
		`subscription { echo }`: "unexpected-payload",
	} {
		if _, fault := answer(t.Context(), x, query); fault == nil || fault.Code != code {
			t.Errorf("%s: got %v, want %s", query, fault, code)
		}
	}
}

func TestARoleThatCannotBeBuiltIsAnInternalFailure(t *testing.T) {
	x, _ := newExecutor(t)
	op := &executor.Operation{Session: &planner.Session{Role: planner.Role{Name: "broken"}}, Request: &planner.Request{Query: "{ echo }"}}
	var fault *planner.Fault
	if err := x.Prepare(t.Context(), op); !errors.As(err, &fault) || fault.Message != "Internal Server Error" || fault.Status != 500 {
		t.Errorf("got %v", err)
	}
}

func TestTheTimeLimitIsTheReasonOfWhatItEnds(t *testing.T) {
	x, _ := newExecutor(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, fault := answer(ctx, x, `{ wait }`); fault == nil || fault.Code != "timeout" || fault.Status != http.StatusGatewayTimeout {
		t.Errorf("got %v", fault)
	}
}

// post sends a body through gqlgen's own transport.
func post(x *executor.Executor, session *planner.Session, body string) string {
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r = r.WithContext(executor.WithOperation(r.Context(), &executor.Operation{Session: session}))
	w := httptest.NewRecorder()
	transport.POST{}.Do(w, r, x)
	return strings.TrimSpace(w.Body.String())
}

func TestGqlgensTransportsWork(t *testing.T) {
	x, _ := newExecutor(t)
	for name, c := range map[string]struct{ body, want string }{
		"variables": {`{"query":"query Q($t: String) { echo(text: $t) }","variables":{"t":"x"},"operationName":"Q"}`, `{"data":{"echo":"x"}}`},
		"a fault":   {`{"query":"{ nothing }"}`, `{"errors":[{"message":"field 'nothing' not found in type: 'query_root'","extensions":{"code":"validation-failed","path":"$.selectionSet.nothing"}}],"data":null}`},
		"a failure": {`{"query":"{ fail }"}`, `{"errors":[{"message":"failed","extensions":{"code":"data-exception","path":"$"}}],"data":null}`},
	} {
		t.Run(name, func(t *testing.T) {
			if got := post(x, admin, c.body); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
	t.Run("without a session nothing is answered", func(t *testing.T) {
		if got := post(x, nil, `{"query":"{ echo }"}`); !strings.Contains(got, "Internal Server Error") {
			t.Errorf("got %s", got)
		}
	})
}

// counter is an extension that counts what passes and changes the data.
type counter struct{ operations, responses int }

func (*counter) ExtensionName() string                   { return "Counter" }
func (*counter) Validate(graphql.ExecutableSchema) error { return nil }

func (c *counter) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	c.operations++
	return next(ctx)
}

func (c *counter) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	c.responses++
	return next(ctx)
}

func TestExtensionsHookIn(t *testing.T) {
	x, _ := newExecutor(t)
	count := &counter{}
	for _, e := range []graphql.HandlerExtension{count, extension.AutomaticPersistedQuery{Cache: lru.New[string](10)}} {
		if err := x.Use(e); err != nil {
			t.Fatal(err)
		}
	}
	const hash = `"extensions":{"persistedQuery":{"version":1,"sha256Hash":"dc17b26dcd1b57fb27d5ec9f4c20f6d1846a3bd2b3d6e9f4d1d13e5c5a6a8a55"}}`
	if got := post(x, admin, `{`+hash+`}`); !strings.Contains(got, "PersistedQueryNotFound") {
		t.Errorf("got %s", got)
	}
	if got := post(x, admin, `{"query":"{ echo }"}`); got != `{"data":{"echo":""}}` {
		t.Errorf("got %s", got)
	}
	if count.operations != 1 || count.responses != 2 {
		t.Errorf("got %+v", count)
	}
}

// blind hooks into nothing.
type blind struct{}

func (blind) ExtensionName() string                   { return "Blind" }
func (blind) Validate(graphql.ExecutableSchema) error { return nil }

func TestAnExtensionThatHooksIntoNothingIsRefused(t *testing.T) {
	x, _ := newExecutor(t)
	if err := x.Use(blind{}); err == nil {
		t.Error("it was accepted")
	}
}
