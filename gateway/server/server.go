package server

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/live"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/server/socket"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
)

// Server answers HTTP requests. It is safe for concurrent use.
type Server struct {
	config   *config.Options
	auth     auth.Authenticator
	executor *executor.Executor
	live     *live.Queries
	hub      *socket.Hub
	health   func(context.Context) Health
	logger   *slog.Logger
	tracer   trace.Tracer
	routes   routes
}

// New returns a server. It listens to nothing: use [Server.Run], or serve it as an
// http.Handler. Close ends what it has started.
func New(o Options) (*Server, error) {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Health == nil {
		o.Health = func(context.Context) Health { return Health{} }
	}
	s := &Server{config: o.Config, auth: o.Auth, health: o.Health, logger: o.Logger, tracer: otel.Tracer(telemetry.Scope)}
	run := planner.RunOptions{Limits: o.Limits, Logger: o.Logger, MaxReply: o.Config.Server.MaxAnswer}
	s.live = live.New(live.Options{Live: cadence(o.Config.Live), Streaming: cadence(o.Config.Streaming), Run: run, Observe: s.logRound})
	s.executor = executor.New(executor.Options{Schemas: o.Schemas, Run: run, Live: s.live, Tracer: s.tracer, TraceDocuments: o.Config.Schema.TraceSQL})
	for _, extension := range o.Extensions {
		if err := s.executor.Use(extension); err != nil {
			return nil, err
		}
	}
	s.hub = socket.NewHub(s.socketOptions())
	if err := s.mount(o); err != nil {
		return nil, err
	}
	return s, nil
}

func cadence(p config.Poll) live.Cadence { return live.Cadence{Interval: p.Interval, Batch: p.Batch} }

func (s *Server) socketOptions() socket.Options {
	c := s.config
	return socket.Options{
		Executor: s.executor, Auth: s.auth, Logger: s.logger, Tracer: s.tracer,
		Origins: c.Server.CORS, CORSDisabled: c.Server.CORSDisabled, ReadCookie: c.Server.ReadCookie,
		KeepAlive: c.Sockets.KeepAlive, InitTimeout: c.Sockets.InitTimeout, Compression: c.Sockets.Compression,
		WriteTimeout: c.Server.SlowClient, OperationTimeout: c.Server.RequestTimeout, LogQueries: c.Log.Wants("query-log"),
		LogOperation: s.logOperation,
	}
}

// Close closes the sockets and ends the live queries.
func (s *Server) Close() {
	s.hub.Close()
	s.live.Close()
}

// MetadataChanged takes what is live to the new epoch (contract/subscriptions.md 13): the
// sockets are closed and clients come back, or, when the operator does not want that, their
// subscriptions are planned again.
func (s *Server) MetadataChanged() {
	if s.config.Sockets.CloseOnMetadataChange {
		s.hub.CloseAll("Server state changed, restarting the server")
		return
	}
	go s.hub.Replan()
}

// Live returns the live queries, for whoever notices that tables change.
func (s *Server) Live() *live.Queries { return s.live }

// ServeHTTP answers one request and logs it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	rec := &record{Context: r.Context(), request: r, mode: nonGraphQL, requestID: requestID(r)}
	rec.idValue[0] = rec.requestID
	r.Header["X-Request-Id"] = rec.idValue[:] // travels on to upstreams
	w.Header()["X-Request-Id"] = rec.idValue[:]
	r = r.WithContext(rec)
	// A deadline of an earlier request on this connection must not end this one.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	defer s.finish(w, r, rec)
	if s.cors(w, r) {
		return
	}
	s.routes.find(s, r.URL.Path).serve(w, r)
}

// requestID returns the id the client gave, else a new one (7.4).
func requestID(r *http.Request) string {
	if v := r.Header["X-Request-Id"]; len(v) > 0 && v[0] != "" {
		return v[0]
	}
	return newRequestID()
}

// newRequestID returns a random UUID. Nobody has to be unable to guess it: the runtime's
// generator takes 20 ns, the system's 800.
func newRequestID() string {
	var id uuid.UUID
	binary.BigEndian.PutUint64(id[:8], rand.Uint64()) //nolint:gosec // see above
	binary.BigEndian.PutUint64(id[8:], rand.Uint64()) //nolint:gosec // see above
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80   // version 4 of RFC 9562
	return id.String()
}

// finish turns a panic into the contract's answer and writes the log line. Sockets log for
// themselves.
func (s *Server) finish(w http.ResponseWriter, r *http.Request, rec *record) {
	if p := recover(); p != nil {
		if p == http.ErrAbortHandler { //nolint:errorlint // panics are compared as they are
			panic(p)
		}
		fault := border.Unexpected(fmt.Errorf("panic: %v", p))
		s.logger.ErrorContext(r.Context(), "panic while answering a request", "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		if rec.status == 0 {
			s.sendFault(w, r, fault, nil)
		}
		rec.fault = fault
	}
	if rec.status == http.StatusSwitchingProtocols {
		return
	}
	level := slog.LevelInfo
	if rec.fault != nil {
		level = slog.LevelError
		border.LogCause(r.Context(), s.logger, rec.fault, rec.requestID)
	}
	telemetry.Log(r.Context(), s.logger, level, "http-log", rec)
}

// traced runs next inside a server span named by the path, a child of the caller's
// (contract/auth-and-server.md 16).
func (s *Server) traced(w http.ResponseWriter, r *http.Request, name string, next http.HandlerFunc) {
	if !telemetry.Concerns(r.Header) {
		next(w, r)
		return
	}
	ctx := otel.GetTextMapPropagator().Extract(r.Context(), propagation.HeaderCarrier(r.Header))
	ctx, span := s.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	rec := recordOf(r)
	*r = *r.WithContext(ctx) // the log line is written with the span's ids
	next(w, r)
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(telemetry.RequestID.String(rec.requestID), telemetry.ResponseLength.Int(rec.size))
	if rec.session != nil {
		span.SetAttributes(telemetry.Role.String(rec.session.Role.Name),
			telemetry.SessionVariables.String(string(telemetry.AppendVariables(nil, rec.session))))
	}
	if rec.fault != nil {
		span.SetStatus(codes.Error, rec.fault.Code)
	}
}
