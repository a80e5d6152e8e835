package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
)

// consistency is how answers tell what is inconsistent.
type consistency struct {
	IsConsistent bool                  `json:"is_consistent"`
	Objects      []roles.Inconsistency `json:"inconsistent_objects"`
}

func (a *API) consistencyOf(e *roles.Epoch) consistency {
	list := append([]roles.Inconsistency{}, e.Inconsistencies...)
	if a.options.Elsewhere != nil {
		list = append(list, a.options.Elsewhere()...)
	}
	return consistency{IsConsistent: len(list) == 0, Objects: list}
}

// decodeGetInconsistent is get_inconsistent_metadata
// (contract/metadata-and-migrations.md 6.1).
func decodeGetInconsistent(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
		return asJSON(c.api.consistencyOf(c.judged))
	}), nil
}

// decodeDropInconsistent is drop_inconsistent_metadata: broken objects go, those that need
// them first.
func decodeDropInconsistent(json.RawMessage, *planner.Path) (command, error) {
	return altering(func(ctx context.Context, c *change) (*answer, error) {
		if c.api.options.Store == nil {
			return nil, readOnly()
		}
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
		// What was hidden by an object that is gone may show in the next epoch.
		next := c.judged
		for len(broken(next)) > 0 {
			if c.draft.DropBroken(next.Broken) == 0 {
				f := fault(planner.CodeUnexpected, "cannot continue due to new inconsistent metadata")
				f.Status = http.StatusBadRequest
				return nil, inconsistent(f, broken(next))
			}
			var err error
			if next, err = c.build(ctx); err != nil {
				return nil, err
			}
		}
		c.accept(next)
		return success(), nil
	}), nil
}

// broken lists the inconsistencies that objects of the document have.
func broken(e *roles.Epoch) (list []roles.Inconsistency) {
	for i := range e.Inconsistencies {
		if in := e.Inconsistencies[i]; in.Wrong() && len(in.Names()) > 0 {
			list = append(list, in)
		}
	}
	return list
}

// hindering lists the inconsistencies that stand in the way of a strict change.
func hindering(e *roles.Epoch) (list []roles.Inconsistency) {
	for i := range e.Inconsistencies {
		if !e.Inconsistencies[i].Advisory {
			list = append(list, e.Inconsistencies[i])
		}
	}
	return list
}
