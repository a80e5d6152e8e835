package planner

import (
	"context"
	"log/slog"
)

// RunOptions says how a plan is run. The zero value works.
type RunOptions struct {
	// Limits bounds how many calls run on one source at once, over all operations that
	// share it; nil means no bound.
	Limits *Limits
	// Logger gets what must not reach a client: panics inside sources. nil means
	// slog.Default().
	Logger *slog.Logger
	// Partial answers null for a join that failed, and reports the error beside the data,
	// instead of failing the whole operation (gateway/departures.md).
	Partial bool
}

// Limits bounds the number of calls that run at once, source by source. It is shared by
// all operations of a process and safe for concurrent use.
type Limits struct{}

// NewLimits returns limits of perSource calls at once; 0 means 64.
func NewLimits(perSource int) *Limits { return &Limits{} }

// Run executes the plan once for every element of params and returns when all answers are
// there, or soon after ctx has ended. The params must come from a [Prepared] of this plan.
// It never returns nil, and no goroutine outlives it.
func (p *Plan) Run(ctx context.Context, params []*Params, opts RunOptions) *Result {
	return &Result{}
}
