package api

import (
	"context"
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/planner"
)

// edit is a command that edits the document.
type edit struct{ apply operations.Edit }

func (edit) alters() bool { return true }
func (edit) open() bool   { return false }

func decodeEdit(o operations.Operation) decoder {
	return func(args json.RawMessage, path *planner.Path) (command, error) {
		apply, err := o.Decode(args, path)
		if err != nil {
			return nil, err
		}
		return edit{apply}, nil
	}
}

// serve edits the draft. Whether the result is consistent is found out once for all edits
// of a bulk, unless the answer depends on it.
func (e edit) serve(ctx context.Context, c *change) (*answer, error) {
	if c.api.options.Store == nil {
		return nil, readOnly()
	}
	o, err := e.apply(c.draft)
	if err != nil {
		return nil, err
	}
	if len(o.Attempts) > 0 {
		return c.attempt(ctx, e.apply, &o)
	}
	c.add(e.apply, &o)
	if o.Answer != nil {
		return raw(o.Answer), nil
	}
	return &answer{warnings: o.Warnings}, nil
}

// attempt finds out which parts of an edit are consistent and takes the others back.
func (c *change) attempt(ctx context.Context, apply operations.Edit, o *operations.Outcome) (*answer, error) {
	c.reread = c.reread.Add(o.Reread)
	next, err := c.build(ctx)
	if err != nil {
		return nil, err
	}
	var kept operations.Outcome
	var undone []operations.Attempt
	for _, a := range o.Attempts {
		found := comparison{after: next}.of([]string{a.Object})
		if len(found) == 0 {
			kept.Objects = append(kept.Objects, a.Object)
			continue
		}
		undone = append(undone, a)
		a.Undo(c.draft)
		a.Warning.Message = found[0].Reason
		o.Warnings = append(o.Warnings, a.Warning)
	}
	if err := o.Judge(len(kept.Objects), o.Warnings); err != nil {
		return nil, err
	}
	c.add(func(d *operations.Draft) (operations.Outcome, error) {
		out, err := apply(d)
		for _, a := range undone {
			a.Undo(d)
		}
		return out, err
	}, &kept)
	return &answer{warnings: o.Warnings}, nil
}
