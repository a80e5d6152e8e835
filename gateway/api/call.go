package api

import (
	"context"
	"errors"
	"net/http"

	"github.com/weftql/weft/planner"
)

// command is one decoded command.
type command interface {
	// serve does the command as part of a change. Errors of the arguments as a whole are
	// faults with an empty path.
	serve(ctx context.Context, c *change) (*answer, error)
	// alters tells whether the metadata is stored again, with the next version.
	alters() bool
	// open tells whether roles other than admin may use it.
	open() bool
}

// call is a command where it stands in a request.
type call struct {
	command
	name string
	// path is where the arguments stand.
	path *planner.Path
}

// serve does the command and says where what is wrong stands.
func (c *call) serve(ctx context.Context, ch *change) (*answer, error) {
	out, err := c.command.serve(ctx, ch)
	ch.place(c.path)
	return out, located(err, c.path)
}

// located gives a fault without a path one.
func located(err error, path *planner.Path) error {
	var f *planner.Fault
	if !errors.As(err, &f) || f.Path != "" {
		return err
	}
	at := *f
	at.Path = path.String()
	return &at
}

// admits refuses commands that are for admin only (contract/metadata-and-migrations.md 1.1).
func (r *request) admits(session *planner.Session) error {
	if session.Role.Name == planner.Admin || r.call.open() {
		return nil
	}
	return &planner.Fault{Code: planner.CodeAccessDenied, Message: "restricted access : admin only", Path: "$.args", Status: http.StatusBadRequest}
}

// reading is a command that only tells something.
type reading func(ctx context.Context, c *change) (*answer, error)

func (f reading) serve(ctx context.Context, c *change) (*answer, error) { return f(ctx, c) }
func (reading) alters() bool                                            { return false }
func (reading) open() bool                                              { return false }

// altering is a command that changes metadata by more than an edit.
type altering func(ctx context.Context, c *change) (*answer, error)

func (f altering) serve(ctx context.Context, c *change) (*answer, error) { return f(ctx, c) }
func (altering) alters() bool                                            { return true }
func (altering) open() bool                                              { return false }
