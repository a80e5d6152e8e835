package api

import (
	"context"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
)

// CatchUp serves the metadata as another server has stored it since the current epoch was
// built (contract/metadata-and-migrations.md 3). It returns the new epoch, or nil when there
// is nothing to catch up with.
func (a *API) CatchUp(ctx context.Context) (*roles.Epoch, error) {
	if a.options.Store == nil {
		return nil, nil //nolint:nilnil // nothing to catch up with, as documented
	}
	latest, err := a.options.Store.Latest(ctx)
	if err != nil || latest.Own {
		return nil, err // a request of our own installs what it stored
	}
	return a.catchUp(ctx, latest)
}

func (a *API) catchUp(ctx context.Context, latest metadata.Latest) (*roles.Epoch, error) {
	keeper := a.options.Keeper
	current := keeper.Epoch()
	if latest.Version == current.Version {
		return nil, nil //nolint:nilnil // nothing to catch up with
	}
	snapshot, err := a.options.Store.Load(ctx)
	if err != nil {
		return nil, err
	}
	change := roles.Everything
	if latest.Invalid != nil && snapshot.ResourceVersion == current.Version+1 && latest.Version == snapshot.ResourceVersion {
		change.Reread = operations.Reread{
			Databases: operations.Names{Some: latest.Invalid.Sources}, RemoteSchemas: operations.Names{Some: latest.Invalid.RemoteSchemas},
		}
	}
	next, err := keeper.Build(ctx, snapshot.Document, snapshot.ResourceVersion, current, change)
	if err != nil || !keeper.Install(next) {
		return nil, err
	}
	return next, nil
}
