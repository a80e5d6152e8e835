package serve

import (
	"bytes"
	"context"
	"io/fs"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/telemetry"
)

// directory is the metadata directory that is served, and read again when it changes.
type directory struct {
	watched *metadata.Watched
	// broken is set while the directory cannot be read: an older state of it is served.
	broken atomic.Pointer[roles.Inconsistency]
}

// settling is the time in which nothing may change before a changed directory is read.
const settling = 200 * time.Millisecond

// followDirectory serves what the metadata directory says now, whenever it was changed. One
// that cannot be read changes nothing, and is listed as inconsistent until it can.
func (g *gateway) followDirectory(ctx context.Context) {
	interval := g.options.Metadata.SyncInterval
	if g.directory == nil || interval <= 0 {
		return
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for stale := false; ; {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if (stale || g.directory.watched.Changed()) && g.settle(ctx) {
			stale = !g.readDirectory(ctx)
		}
	}
}

// settle waits until nobody changes the directory any more.
func (g *gateway) settle(ctx context.Context) bool {
	var earlier map[string]fs.FileInfo
	for {
		now, settled := g.directory.watched.Settled(earlier)
		if settled {
			return true
		}
		earlier = now
		select {
		case <-ctx.Done():
			return false
		case <-time.After(settling):
		}
	}
}

// readDirectory serves the directory as it is and tells whether there is no use in trying
// again before it changes.
func (g *gateway) readDirectory(ctx context.Context) bool {
	doc, err := g.directory.watched.Read()
	if err != nil {
		g.logger.Error("the metadata directory cannot be read, its last good state is served", "error", err)
		g.directory.broken.Store(unreadable(err))
		return true
	}
	if sameDocument(doc, g.keeper.Epoch().Document) {
		g.directory.broken.Store(nil)
		return true
	}
	epoch, err := g.commands.Adopt(ctx, doc)
	if err != nil {
		if ctx.Err() == nil {
			g.logger.Error("serving the changed metadata directory", "error", err)
		}
		return false
	}
	g.directory.broken.Store(nil)
	telemetry.Log(ctx, g.logger, slog.LevelInfo, "metadata", map[string]any{
		"message": "the changed metadata directory is served", "inconsistent_objects": len(epoch.Inconsistencies),
	})
	g.logInconsistencies(epoch)
	return true
}

func sameDocument(a, b *metadata.Document) bool {
	one, err := a.Encode()
	if err != nil {
		return false
	}
	other, err := b.Encode()
	return err == nil && bytes.Equal(one, other)
}

// unreadable lists a directory that cannot be read.
func unreadable(err error) *roles.Inconsistency {
	return &roles.Inconsistency{
		Type: "metadata", Name: "metadata directory", Definition: []byte("null"), Advisory: true,
		Reason: "Inconsistent object: the metadata directory cannot be read, its last good state is served: " + err.Error(),
	}
}

// elsewhere lists what is inconsistent outside of the epoch.
func (g *gateway) elsewhere() []roles.Inconsistency {
	if g.directory == nil {
		return nil
	}
	if in := g.directory.broken.Load(); in != nil {
		return []roles.Inconsistency{*in}
	}
	return nil
}
