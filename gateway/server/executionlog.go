package server

import (
	"context"
	"log/slog"

	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// statistics are what an execution-log line tells of an operation that was run. What they hold
// is left open by the contract (contract/auth-and-server.md 14).
type statistics struct {
	Time float64 `json:"query_execution_time"` // seconds
	// Calls counts the requests of the plan by the source they go to, joins included. One with
	// nothing to ask for is not sent.
	Calls map[string]int `json:"calls"`
}

// logExecution writes the execution-log line of an operation that was run.
func (s *Server) logExecution(ctx context.Context, op *executor.Operation) {
	plan := op.Plan()
	if plan == nil || op.Elapsed == 0 || !telemetry.Enabled(ctx, s.logger, slog.LevelInfo, "execution-log") {
		return
	}
	stats, seen := statistics{Time: op.Elapsed.Seconds(), Calls: map[string]int{}}, map[*planner.Call]bool{}
	for _, call := range plan.Roots {
		stats.count(call, seen)
	}
	telemetry.Log(ctx, s.logger, slog.LevelInfo, "execution-log", struct {
		RequestID  string     `json:"request_id"`
		Statistics statistics `json:"statistics"`
	}{op.RequestID, stats})
}

// count counts a call and those it needs, which several may share.
func (s *statistics) count(call *planner.Call, seen map[*planner.Call]bool) {
	if seen[call] {
		return
	}
	seen[call] = true
	s.Calls[call.Source.String()]++
	for _, bind := range call.Binds {
		s.count(bind, seen)
	}
	for _, join := range call.Joins {
		s.count(join.Call, seen)
	}
}
