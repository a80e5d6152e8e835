package auth

import (
	"context"
	"net/http"
	"time"

	"github.com/weftql/weft/planner"
)

// Authenticator decides who asks. It is safe for concurrent use.
type Authenticator interface {
	// Authenticate returns the grant of a request. Its error is a *planner.Fault whose
	// Status is set; `internal` is never shown with it.
	Authenticate(ctx context.Context, req *Request) (*Grant, error)
}

// Request is what authentication looks at. It is borrowed for the length of the call.
type Request struct {
	// Header holds the client's headers by canonical name; those of a socket are the
	// payload's of connection_init and the handshake's together.
	Header http.Header
	// GraphQL is the body of the request, a JSON object or an array of them, or nil where
	// there is none: outside of GraphQL, unreadable, or on a socket.
	GraphQL []byte
}

// Grant is the outcome of a successful authentication.
type Grant struct {
	Session *planner.Session
	// Until is when a socket opened with the grant has to end; zero: never.
	Until time.Time
	// Cookies are values of Set-Cookie for the client.
	Cookies []string
}

// denied is the refusal of a wrong or missing secret: 401, whatever the endpoint makes of
// it.
func denied(message string) *planner.Fault {
	return &planner.Fault{Code: planner.CodeAccessDenied, Message: message, Status: http.StatusUnauthorized}
}
