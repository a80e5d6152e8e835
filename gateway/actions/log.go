package actions

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
)

// ErrUnknownRun is returned by [Log.Find] when the action has no such run.
var ErrUnknownRun = errors.New("unknown run of an action")

// Log keeps the runs of asynchronous actions (`hdb_catalog.hdb_action_log`). It is safe for
// concurrent use, and shared by all servers on one metadata database.
type Log interface {
	// Create adds a run to be done and returns its id.
	Create(ctx context.Context, job *Job) (id string, err error)
	// Find returns a run of an action, or [ErrUnknownRun].
	Find(ctx context.Context, action, id string) (*Run, error)
	// Claim takes at most limit runs that are to be done; no other server gets them.
	Claim(ctx context.Context, limit int) ([]*Job, error)
	// Complete ends a run with the handler's answer.
	Complete(ctx context.Context, id string, answer json.RawMessage) error
	// Fail ends a run with an error.
	Fail(ctx context.Context, id string, failure json.RawMessage) error
	// Release gives claimed runs back to be done again.
	Release(ctx context.Context, ids []string) error
}

// Job is what is needed to do a run.
type Job struct {
	ID      string // set by the log
	Action  string
	Input   json.RawMessage // an object: the arguments
	Headers http.Header     // the client's
	Session map[string]string
}

// Run is what became of a run.
type Run struct {
	ID        string
	CreatedAt json.RawMessage // JSON text of a timestamptz
	Session   map[string]string
	Answer    json.RawMessage // nil until the handler has answered
	Failure   json.RawMessage // nil unless it failed: an object with error, path, code, internal
}
