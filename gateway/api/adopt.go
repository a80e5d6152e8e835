package api

import (
	"context"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
)

// Adopt serves another document in place of the present one, for metadata that is kept
// outside of any catalog and was changed there. Databases are read again, as with
// replace_metadata; what is inconsistent is left out. An error leaves the present epoch.
func (a *API) Adopt(ctx context.Context, doc *metadata.Document) (*roles.Epoch, error) {
	select {
	case a.turn <- struct{}{}:
		defer func() { <-a.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	keeper := a.options.Keeper
	current := keeper.Epoch()
	change := roles.Change{Reread: operations.Reread{Databases: operations.Names{All: true}}}
	next, err := keeper.Build(ctx, doc, current.Version+1, current, change)
	if err != nil {
		return nil, err
	}
	keeper.Install(next)
	return next, nil
}
