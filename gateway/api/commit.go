package api

import (
	"bytes"
	"context"
	"errors"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
)

// commit judges what is pending, stores the document and makes its epoch the current one.
// version is what the client counts on, nil for any.
func (c *change) commit(ctx context.Context, version *int) error {
	if err := c.settle(ctx); err != nil {
		return err
	}
	if version != nil && *version != c.base.Version {
		return conflict(*version)
	}
	if c.judged == c.base {
		// Nothing was edited, but the version goes up all the same (section 4).
		next, err := c.build(ctx)
		if err != nil {
			return err
		}
		c.accept(next)
	}
	if err := c.store(ctx); err != nil {
		return err
	}
	c.api.options.Keeper.Install(c.judged)
	return nil
}

func (c *change) store(ctx context.Context) error {
	if c.api.options.Store == nil {
		return c.keepDirectory(ctx)
	}
	_, err := c.api.options.Store.SaveWith(ctx, c.judged.Document, c.base.Version, c.note(), c.beforeStored)
	if errors.Is(err, metadata.ErrConflict) {
		return conflict(c.base.Version)
	}
	return err
}

// note tells other servers which peers hold something else than before.
func (c *change) note() metadata.Notification {
	note := metadata.Notification{Metadata: true}
	for _, s := range c.judged.Document.Sources {
		if c.asked.Databases.Has(s.Name) {
			note.Sources = append(note.Sources, s.Name)
		}
	}
	for i := range c.judged.Document.RemoteSchemas {
		if name := c.judged.Document.RemoteSchemas[i].Name; c.asked.RemoteSchemas.Has(name) {
			note.RemoteSchemas = append(note.RemoteSchemas, name)
		}
	}
	return note
}

// keepDirectory ends a change when the metadata is read-only: the document must be as it
// was.
func (c *change) keepDirectory(ctx context.Context) error {
	before, err := c.base.Document.Encode()
	if err != nil {
		return err
	}
	after, err := c.judged.Document.Encode()
	if err != nil {
		return err
	}
	if !bytes.Equal(before, after) {
		return readOnly()
	}
	if c.beforeStored != nil {
		return c.beforeStored(ctx)
	}
	return nil
}

// abandon gives a change up. Databases whose schema the request changed for good are read
// again, so that the metadata that stays is served as it now fits.
func (c *change) abandon(ctx context.Context) {
	if len(c.altered) == 0 {
		return
	}
	ctx = context.WithoutCancel(ctx)
	keeper := c.api.options.Keeper
	reread := roles.Change{Reread: operations.Reread{Databases: operations.Names{Some: c.altered}}}
	next, err := keeper.Build(ctx, c.base.Document, c.base.Version, c.base, reread)
	if err != nil {
		c.api.logger.Error("reading databases again after a failed change", "error", err)
		return
	}
	keeper.Install(next)
}
