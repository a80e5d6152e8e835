package server

import (
	"context"
	"errors"
	"log"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/weftql/weft/gateway/telemetry"
)

// Times that the contract does not leave to options.
const (
	drain     = 30 * time.Second  // in-flight requests at the end (1.6)
	keepAlive = 120 * time.Second // an idle connection
)

// Run serves the listener until ctx ends, then stops gracefully: new sockets get 503, open
// ones are closed with 1012, requests underway may finish for 30 s
// (contract/auth-and-server.md 1.6). It closes the listener. The server cannot be used
// again.
func (s *Server) Run(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: s.config.Server.SlowClient,
		IdleTimeout:       keepAlive,
		MaxHeaderBytes:    s.config.Server.MaxHeader,
		ErrorLog:          log.New(errorLog{s.logger}, "", 0),
	}
	deadlines, done := newDistantDeadlines(), make(chan struct{})
	defer close(done)
	go deadlines.keep(done)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(deadlines.listen(listener)) }()
	select {
	case err := <-ended:
		s.Close()
		return err
	case <-ctx.Done():
	}
	s.hub.Refuse()
	draining, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	s.hub.Shutdown(draining)
	err := server.Shutdown(draining)
	if err != nil {
		err = errors.Join(err, server.Close())
	}
	s.live.Close()
	return err
}

// LogStart writes the line that the server is ready (contract/auth-and-server.md 14).
func (s *Server) LogStart(ctx context.Context, took time.Duration) {
	s.logStartup(ctx, slog.LevelInfo, "server", struct {
		Message string  `json:"message"`
		Took    float64 `json:"time_taken"`
	}{"Starting API server", took.Seconds()})
}

func (s *Server) logStartup(ctx context.Context, level slog.Level, kind string, info any) {
	telemetry.Log(ctx, s.logger, level, "startup", struct {
		Kind string `json:"kind"`
		Info any    `json:"info"`
	}{kind, info})
}

// errorLog takes net/http's own complaints, which concern clients that break off, to the
// debug level.
type errorLog struct{ logger *slog.Logger }

// Write logs one complaint.
func (l errorLog) Write(b []byte) (int, error) {
	l.logger.Debug("net/http: " + string(b))
	return len(b), nil
}
