package server

import (
	"context"
	"log/slog"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"

	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/inbound"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// logOperation writes the lines of an operation that have types of their own.
func (s *Server) logOperation(ctx context.Context, op *executor.Operation) {
	s.logQuery(ctx, op)
	s.logExecution(ctx, op)
}

// logQuery writes the query-log line of an operation that was planned
// (contract/auth-and-server.md 14).
func (s *Server) logQuery(ctx context.Context, op *executor.Operation) {
	plan := op.Plan()
	if plan == nil || !telemetry.Enabled(ctx, s.logger, slog.LevelInfo, "query-log") {
		return
	}
	telemetry.Log(ctx, s.logger, slog.LevelInfo, "query-log", queryLine{op, plan})
}

// queryLine is the detail of a query-log line. Variables are left out: they may hold what
// must not be logged.
type queryLine struct {
	op   *executor.Operation
	plan *planner.Plan
}

// AppendDetail appends the detail.
func (l queryLine) AppendDetail(b []byte) []byte {
	b = inbound.AppendRequest(append(b, `{"query":`...), l.op.Request, true)
	b = append(b, `,"generated_sql":`...)
	kind := l.kind()
	if kind == "database" && l.plan.Op == ast.Query {
		b = append(l.appendSQL(append(b, '{'), l.plan.Reply, ""), '}')
	} else {
		b = append(b, "null"...)
	}
	b = planner.AppendJSONString(append(b, `,"request_id":`...), l.op.RequestID)
	return append(planner.AppendJSONString(append(b, `,"kind":`...), kind), '}')
}

// kind names the source of the operation's first field.
func (l queryLine) kind() string {
	if len(l.plan.Roots) == 0 {
		return "introspection"
	}
	switch l.plan.Roots[0].Source.Kind {
	case planner.DatabaseSource:
		return "database"
	case planner.ActionsSource:
		return "action"
	case planner.RemoteSchemaSource:
		return "remote-schema"
	default:
		return "introspection"
	}
}

func (l queryLine) appendSQL(b []byte, fields []planner.ReplyField, prefix string) []byte {
	for i := range fields {
		f := &fields[i]
		switch {
		case f.Call < 0:
			b = l.appendSQL(b, f.Fields, prefix+f.Key+".")
		case l.plan.Roots[f.Call].Source.Kind == planner.DatabaseSource:
			if b[len(b)-1] != '{' {
				b = append(b, ',')
			}
			b = planner.AppendJSONString(b, prefix+f.Key)
			b = planner.AppendJSONString(append(b, `:{"query":`...), l.sql(f))
			b = append(b, `,"prepared_arguments":[]}`...)
		}
	}
	return b
}

// sql is what answers a reply field; databases that share it each have a statement.
func (l queryLine) sql(f *planner.ReplyField) string {
	columns := f.Columns()
	texts := make([]string, len(columns))
	for i, c := range columns {
		texts[i] = l.plan.Roots[c.Call].Query.String()
	}
	return strings.Join(texts, ";\n")
}

// logRound writes the livequery-poller-log line of a round (contract/subscriptions.md
// 12.3).
func (s *Server) logRound(round live.Round) {
	ctx, level := context.Background(), slog.LevelInfo
	kind, options := "live-query", s.config.Live
	if round.Streaming {
		kind, options = "streaming", s.config.Streaming
	}
	type batch struct {
		ID   int     `json:"batch_id"`
		Run  float64 `json:"db_execution_time"`
		Push float64 `json:"push_time"`
		Size int     `json:"batch_response_size_bytes"`
	}
	type failure struct {
		ID     int    `json:"batch_id"`
		Detail string `json:"detail"`
	}
	line := struct {
		Poller   string    `json:"poller_id"`
		Kind     string    `json:"kind"`
		Snapshot float64   `json:"snapshot_time"`
		Batches  []batch   `json:"execution_batches"`
		Count    int       `json:"subscriber_count"`
		Total    float64   `json:"total_time"`
		Options  pollInfo  `json:"subscription_options"`
		Errors   []failure `json:"errors,omitempty"`
	}{round.Poller, kind, round.Snapshot.Seconds(), nil, round.Cohorts, round.Total.Seconds(), pollInfoOf(options), nil}
	for i, b := range round.Batches {
		line.Batches = append(line.Batches, batch{i + 1, b.Run.Seconds(), b.Push.Seconds(), b.Bytes})
		if b.Fault != nil {
			level = slog.LevelError
			line.Errors = append(line.Errors, failure{i + 1, b.Fault.Error()})
		}
	}
	telemetry.Log(ctx, s.logger, level, "livequery-poller-log", line)
}
