package live

import (
	"context"
	"errors"

	"github.com/weftql/weft/planner"
)

// One cohort can fail a run for all of them: a cast error in its data, a function that
// raises. A failed run is therefore halved until only the guilty are left, and only they
// see the error (contract/subscriptions.md 8.3).

// mayBlame tells whether searching for the guilty can help: not when the run had one
// cohort, when the database is not reachable, or when the last search found everybody
// guilty of the same and nobody has come since.
func (p *poller) mayBlame(cohorts []*cohort, fault *planner.Fault) bool {
	if len(cohorts) < 2 || fault.Code == planner.CodePostgresError || fault.Code == planner.CodePostgresMaxConns {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.hopeless == "" || p.hopeless != fault.Error()
}

// blame runs the halves of a failed batch, and so on down to single cohorts.
func (p *poller) blame(ctx context.Context, n int, cohorts []*cohort, fault *planner.Fault) {
	if p.halve(ctx, n, cohorts) || ctx.Err() != nil {
		return
	}
	p.mu.Lock()
	p.hopeless = fault.Error()
	p.mu.Unlock()
}

// halve runs both halves and tells whether any cohort succeeded.
func (p *poller) halve(ctx context.Context, n int, cohorts []*cohort) bool {
	middle := len(cohorts) / 2
	left := p.attempt(ctx, n, cohorts[:middle])
	right := p.attempt(ctx, n, cohorts[middle:])
	return left || right
}

func (p *poller) attempt(ctx context.Context, n int, cohorts []*cohort) bool {
	params := make([]*planner.Params, len(cohorts))
	for i, c := range cohorts {
		params[i] = c.params
	}
	result := p.plan.Run(ctx, params, p.queries.options.Run)
	defer result.Release()
	if ctx.Err() != nil {
		return false
	}
	faults := faultsOf(result, len(cohorts))
	failed := 0
	for _, f := range faults {
		if f != nil {
			failed++
		}
	}
	if failed == len(cohorts) && failed > 1 {
		return p.halve(ctx, n, cohorts)
	}
	p.pushAll(n, cohorts, result, faults)
	return failed < len(cohorts)
}

// asFault returns the error of a row as the fault it is.
func asFault(err error) *planner.Fault {
	if fault := (*planner.Fault)(nil); errors.As(err, &fault) {
		return fault
	}
	return &planner.Fault{Code: planner.CodeUnexpected, Message: "Internal Server Error", Cause: err}
}
