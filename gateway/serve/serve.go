package serve

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/weftql/weft/gateway/actions/actionlog"

	"github.com/weftql/weft/gateway/allowlist"
	"github.com/weftql/weft/gateway/api"
	"github.com/weftql/weft/gateway/auth"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/console"
	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/rehearsal"
	"github.com/weftql/weft/gateway/rest"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server"
	"github.com/weftql/weft/gateway/server/executor"
	"github.com/weftql/weft/gateway/telemetry"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// Surroundings are what a gateway finds around it. The zero value is a process of its own.
type Surroundings struct {
	// Env looks up the variables that metadata refers to and OTEL_*; nil: the process's.
	Env config.Lookup
	// Out gets the log lines; nil: standard output.
	Out io.Writer
	// Listener is served instead of the configured address; it is closed at the end.
	Listener net.Listener
	// Metadata is a metadata directory to serve read-only instead of the configured one.
	Metadata fs.FS
	// Console is served under /console instead of the built-in page.
	Console http.Handler
	// Ready is called once the listener is open and requests will be answered.
	Ready func()
}

// Run runs a gateway until ctx has ended, and returns when it has stopped. An error says
// why it could not start.
func Run(ctx context.Context, o *config.Options, around Surroundings) error {
	g := &gateway{options: o, around: around.filled(), began: time.Now()}
	if file, ok := g.around.Out.(*os.File); ok {
		batch := telemetry.NewBatch(file)
		defer batch.Flush() //nolint:errcheck // there is nowhere to tell
		g.around.Out = batch
	}
	g.logger = telemetry.NewLogger(g.around.Out, o.Log)
	stopTracing, err := telemetry.Setup(ctx, g.around.Env)
	if err != nil {
		return fmt.Errorf("tracing: %w", err)
	}
	defer g.flush(ctx, stopTracing)
	if err := g.start(ctx); err != nil {
		return err
	}
	defer g.close()
	return g.serve(ctx)
}

func (s Surroundings) filled() Surroundings {
	if s.Env == nil {
		s.Env = os.LookupEnv
	}
	if s.Out == nil {
		s.Out = os.Stdout
	}
	return s
}

// flushTimeout bounds sending the last spans at the end.
const flushTimeout = 2 * time.Second

func (g *gateway) flush(ctx context.Context, stop func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	if err := stop(ctx); err != nil {
		g.logger.Warn("sending the last spans", "error", err)
	}
}

// gateway is a running one.
type gateway struct {
	options *config.Options
	around  Surroundings
	began   time.Time
	logger  *slog.Logger
	store   *metadata.Store // nil when the metadata is a directory
	// directory is set when the metadata is one on disk.
	directory *directory
	runs      *actionlog.Log // of asynchronous actions; nil like store
	keeper    *roles.Keeper
	commands  *api.API
	server    *server.Server
}

// start opens everything that requests need.
func (g *gateway) start(ctx context.Context) error {
	authenticator, err := auth.New(g.options.Access, g.logger)
	if err != nil {
		return err
	}
	snapshot, err := g.load(ctx)
	if err != nil {
		return err
	}
	if err := g.assemble(ctx, authenticator, snapshot); err != nil {
		g.closeStore()
		return err
	}
	return nil
}

// assemble builds the first epoch and the server in front of it.
func (g *gateway) assemble(ctx context.Context, authenticator auth.Authenticator, snapshot metadata.Snapshot) error {
	g.keeper = roles.NewKeeper(g.epochOptions())
	epoch, err := g.keeper.Swap(ctx, snapshot.Document, snapshot.ResourceVersion)
	if err != nil {
		return err
	}
	g.logInconsistencies(epoch)
	page, err := g.console()
	if err != nil {
		return err
	}
	g.commands = api.New(api.Options{
		Keeper: g.keeper, Store: g.store, Maintenance: g.options.Metadata.Maintenance,
		RemotePermissions: g.options.Schema.RemotePermissions, Logger: g.logger,
		Elsewhere: g.elsewhere,
	})
	g.server, err = server.New(server.Options{
		Endpoints: slices.Concat(g.commands.Endpoints(), []server.Endpoint{g.rehearsals()}, rest.Endpoints(rest.Options{
			Epoch: g.keeper.Epoch,
			Execute: func(ctx context.Context, op *executor.Operation) (json.RawMessage, error) {
				return g.server.Execute(ctx, op)
			},
		})),
		Extensions: g.extensions(),
		Config:     g.options, Auth: authenticator, Logger: g.logger, Console: page, Health: g.health,
		Schemas: func() executor.Schemas { return g.keeper.Epoch() },
		Limits:  planner.NewLimits(0),
	})
	if err != nil {
		return err
	}
	g.keeper.OnChange(func(*roles.Epoch) { g.server.MetadataChanged() })
	if err := g.applyProject(ctx, g.commands); err != nil {
		g.server.Close()
		return err
	}
	return nil
}

// rehearsals answers `weft plan`.
func (g *gateway) rehearsals() server.Endpoint {
	return rehearsal.Endpoint(rehearsal.Options{Keeper: g.keeper, CatchUp: func(ctx context.Context) error {
		_, err := g.commands.CatchUp(ctx)
		return err
	}})
}

// extensions look into every operation.
func (g *gateway) extensions() []graphql.HandlerExtension {
	if !g.options.Schema.AllowList {
		return nil
	}
	return []graphql.HandlerExtension{allowlist.New(func() *metadata.Document { return g.keeper.Epoch().Document })}
}

func (g *gateway) console() (http.Handler, error) {
	if g.around.Console != nil {
		return g.around.Console, nil
	}
	return console.Handler(console.Options{})
}

// serve answers requests until ctx has ended.
func (g *gateway) serve(ctx context.Context) error {
	listener := g.around.Listener
	if listener == nil {
		var err error
		if listener, err = server.Listen(ctx, g.options.Server.Host, g.options.Server.Port); err != nil {
			return err
		}
	}
	background, stop := context.WithCancel(ctx)
	var tasks sync.WaitGroup
	defer tasks.Wait()
	defer stop()
	tasks.Go(func() { g.keeper.Run(background) })
	tasks.Go(func() { g.follow(background) })
	tasks.Go(func() { g.followDirectory(background) })
	tasks.Go(func() { g.runActions(background) })
	g.server.LogConfiguration(ctx, g.hasDefaultSource())
	g.server.LogStart(ctx, time.Since(g.began))
	if g.around.Ready != nil {
		g.around.Ready()
	}
	return g.server.Run(ctx, listener)
}

// hasDefaultSource tells whether the metadata has a source called default, which the
// settings about pools apply to.
func (g *gateway) hasDefaultSource() bool {
	return slices.ContainsFunc(g.keeper.Epoch().Document.Sources, func(s *postgres.Source) bool { return s.Name == defaultSource })
}

func (g *gateway) close() {
	g.server.Close()
	g.closeStore()
}

func (g *gateway) closeStore() {
	if g.store != nil {
		g.runs.Close()
		g.store.Close()
	}
}

// health is what /healthz reports (contract/auth-and-server.md 17).
func (g *gateway) health(ctx context.Context) server.Health {
	h := server.Health{Inconsistent: len(g.keeper.Epoch().Inconsistencies)+len(g.elsewhere()) > 0}
	if g.store != nil {
		h.Down = g.store.Ping(ctx) != nil
	}
	return h
}

func (g *gateway) logInconsistencies(e *roles.Epoch) {
	for _, in := range e.Inconsistencies {
		telemetry.Log(context.Background(), g.logger, slog.LevelWarn, "metadata", map[string]any{
			"message": "Inconsistent Metadata!", "object": in.Name, "reason": in.Reason,
		})
	}
}
