package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata/operations"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
)

// comparison is what became of the metadata's consistency by a change
// (contract/metadata-and-migrations.md 4.1).
type comparison struct {
	after *roles.Epoch
	// fresh are inconsistencies of objects that were consistent before.
	fresh []roles.Inconsistency
}

func compare(before, after *roles.Epoch) comparison {
	known := map[string]bool{}
	for i := range before.Inconsistencies {
		for _, name := range before.Inconsistencies[i].Names() {
			known[name] = true
		}
	}
	c := comparison{after: after}
	for i := range after.Inconsistencies {
		in := &after.Inconsistencies[i]
		isNew := func(name string) bool { return !known[name] }
		if in.Wrong() && slices.ContainsFunc(in.Names(), isNew) {
			c.fresh = append(c.fresh, *in)
		}
	}
	return c
}

// judge refuses an edit that left something inconsistent: the object it made, or others.
func (c comparison) judge(o *operations.Outcome) error {
	own := c.of(o.Objects)
	fresh := slices.DeleteFunc(slices.Clone(c.fresh), func(i roles.Inconsistency) bool { return names(&i, o.Tolerated) })
	switch {
	case len(own) > 0:
		code, prefix := operations.CodeInvalidConfig, ""
		if o.Code != "" {
			code, prefix = o.Code, "Inconsistent object: "
		}
		reasons := make([]string, len(own))
		for i := range own {
			reasons[i] = strings.TrimPrefix(own[i].Reason, prefix)
		}
		f := fault(code, "%s", strings.Join(reasons, ", "))
		if prefix != "" && own[0].Message != nil {
			f.Internal = own[0].Message
			return f
		}
		return inconsistent(f, own)
	case len(fresh) == 0:
		return nil
	case len(o.Objects) > 0 || o.Tolerated != nil:
		f := fault(planner.CodeUnexpected, "cannot continue due to new inconsistent metadata")
		f.Status = http.StatusBadRequest
		return inconsistent(f, fresh)
	default:
		return broke(fresh)
	}
}

// broke refuses a removal that left others inconsistent.
func broke(fresh []roles.Inconsistency) error {
	return inconsistent(fault(planner.CodeUnexpected, "cannot continue due to newly found inconsistent metadata"), fresh)
}

// of lists the inconsistencies of some objects, new or not.
func (c comparison) of(objects []string) (list []roles.Inconsistency) {
	for i := range c.after.Inconsistencies {
		in := &c.after.Inconsistencies[i]
		if in.Wrong() && names(in, objects) {
			list = append(list, *in)
		}
	}
	return list
}

func names(in *roles.Inconsistency, objects []string) bool {
	return slices.ContainsFunc(in.Names(), func(name string) bool { return slices.Contains(objects, name) })
}
