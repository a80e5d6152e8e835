package serve

import (
	"context"
	"errors"
	"time"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/actions/actionlog"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/metadata"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// load reads the metadata: from a directory, or from the metadata database, whose catalog
// is created when it is missing.
func (g *gateway) load(ctx context.Context) (metadata.Snapshot, error) {
	if dir := g.around.Metadata; dir != nil {
		doc, err := metadata.ReadDirectory(dir)
		return metadata.Snapshot{Document: doc, ResourceVersion: 1}, err
	}
	if dir := g.options.Metadata.Dir; dir != "" {
		g.directory = &directory{watched: metadata.Watch(dir)}
		doc, err := g.directory.watched.Read()
		return metadata.Snapshot{Document: doc, ResourceVersion: 1}, err
	}
	store, err := metadata.Open(ctx, g.options.Database.MetadataURL, initialDocument(&g.options.Database))
	if err != nil {
		return metadata.Snapshot{}, err
	}
	snapshot, err := store.Load(ctx)
	if err == nil {
		g.runs, err = actionlog.Open(ctx, g.options.Database.MetadataURL)
	}
	if err != nil {
		store.Close()
		return metadata.Snapshot{}, err
	}
	g.store = store
	return snapshot, nil
}

// runActions does the runs of asynchronous actions.
func (g *gateway) runActions(ctx context.Context) {
	if g.runs == nil {
		return
	}
	e := &g.options.Events
	worker := actions.Worker{
		Source: func() *actions.Source { return g.keeper.Epoch().Actions() },
		Log:    g.runs, Interval: e.ActionsInterval, Batch: e.ActionsBatch,
		Grace: g.options.Server.Shutdown, Logger: g.logger,
	}
	worker.Run(ctx)
}

// defaultSource is the source that --database-url creates.
const defaultSource = "default"

// initialDocument is the metadata of a fresh catalog: no sources, or the source `default`
// when a database URL was given (contract/metadata-and-migrations.md section 3).
func initialDocument(d *config.Database) *metadata.Document {
	doc := &metadata.Document{}
	if d.URL == "" {
		return doc
	}
	info := postgres.ConnectionInfo{
		DatabaseURL: postgres.DatabaseURL{URL: d.URL}, IsolationLevel: d.Isolation,
		UsePreparedStatements: &d.PreparedStatements, PoolSettings: poolSettings(d),
	}
	if d.URLFromEnv {
		info.DatabaseURL = postgres.DatabaseURL{FromEnv: "HASURA_GRAPHQL_DATABASE_URL"}
	}
	doc.Sources = []*postgres.Source{{Name: defaultSource, Configuration: postgres.Configuration{ConnectionInfo: info}}}
	return doc
}

func poolSettings(d *config.Database) *postgres.PoolSettings {
	whole := func(t time.Duration) *int { s := int(t / time.Second); return &s }
	connections, retries := d.Connections*max(d.Stripes, 1), d.Retries
	p := &postgres.PoolSettings{
		MaxConnections: &connections, Retries: &retries,
		IdleTimeout: whole(d.IdleTimeout), ConnectionLifetime: whole(d.Lifetime),
	}
	if d.PoolTimeout > 0 {
		p.PoolTimeout = whole(d.PoolTimeout)
	}
	return p
}

// follow serves the changes that other servers make to the metadata: at once when the
// metadata database tells, and from time to time to be safe.
func (g *gateway) follow(ctx context.Context) {
	interval := g.options.Metadata.SyncInterval
	if g.store == nil || interval <= 0 {
		return
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	told := g.listen(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		case <-told:
		}
		epoch, err := g.commands.CatchUp(ctx)
		if err != nil && ctx.Err() == nil {
			g.logger.Error("following metadata changes", "error", err)
		}
		if epoch != nil {
			g.logInconsistencies(epoch)
		}
	}
}

// relisten is the pause before a lost connection is tried again; meanwhile the ticker
// serves.
const relisten = 5 * time.Second

// listen returns a channel on which the metadata database tells of changes.
func (g *gateway) listen(ctx context.Context) <-chan struct{} {
	told := make(chan struct{}, 1)
	tell := func() {
		select {
		case told <- struct{}{}:
		default:
		}
	}
	go func() {
		for ctx.Err() == nil {
			err := g.store.Listen(ctx, tell)
			if ctx.Err() == nil {
				g.logger.Warn("metadata changes of other servers show with a delay", "error", err)
			}
			if errors.Is(err, metadata.ErrPooler) {
				return // it will stay there
			}
			select {
			case <-ctx.Done():
			case <-time.After(relisten):
			}
		}
	}()
	return told
}
