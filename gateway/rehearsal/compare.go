package rehearsal

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata/difference"
	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/schemadiff"
)

// compare tells what the epoch that would be served is to clients of the one that is.
func (r *rehearsal) compare(ctx context.Context, after *roles.Epoch) error {
	if err := r.compareMetadata(after); err != nil {
		return err
	}
	views, err := r.views(ctx, after)
	if err != nil {
		return err
	}
	r.report.Schemas = summaries(views)
	r.report.Operations = append(r.report.Operations, savedOperations(r.base.Document, after.Document, views)...)
	r.report.Breaks = len(r.report.Operations) > 0 || len(r.report.Metadata.NewlyInconsistent) > 0 ||
		slices.ContainsFunc(r.report.Schemas, func(s Schema) bool { return s.Breaking > 0 })
	return nil
}

func (r *rehearsal) compareMetadata(after *roles.Epoch) error {
	m := &r.report.Metadata
	was, err := r.base.Document.Export()
	if err != nil {
		return err
	}
	is, err := after.Document.Export()
	if err != nil {
		return err
	}
	if m.Changes, err = difference.Compare(was, is); err != nil {
		return err
	}
	if m.Changes == nil {
		m.Changes = []difference.Change{}
	}
	m.NewlyInconsistent = []roles.Inconsistency{}
	for i := range after.Inconsistencies {
		in := &after.Inconsistencies[i]
		if in.Advisory {
			continue
		}
		m.Inconsistent++
		if slices.ContainsFunc(in.Names(), func(name string) bool { return !r.base.Broken(name) }) {
			m.NewlyInconsistent = append(m.NewlyInconsistent, *in)
		}
	}
	return nil
}

// view is how the schema of some roles, who see the same before and after, changes.
type view struct {
	roles   []string
	before  *planner.Schema
	changes []schemadiff.Change
}

// views compares the schemas of all roles that metadata names now or then.
func (r *rehearsal) views(ctx context.Context, after *roles.Epoch) ([]*view, error) {
	type pair struct{ before, after planner.Fingerprint }
	known := map[pair]*view{}
	var views []*view
	names := r.base.Roles()
	for _, name := range after.Roles() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		was, err := r.base.Planner(planner.Role{Name: name})
		if err != nil {
			return nil, err
		}
		is, err := after.Planner(planner.Role{Name: name})
		if err != nil {
			return nil, err
		}
		key := pair{was.Schema().Fingerprint(), is.Schema().Fingerprint()}
		v := known[key]
		if v == nil {
			v = &view{before: was.Schema()}
			if key.before != key.after {
				v.changes = schemadiff.Compare(was.Schema(), is.Schema())
			}
			known[key] = v
			views = append(views, v)
		}
		v.roles = append(v.roles, name)
	}
	return views, nil
}

var severities = map[schemadiff.Severity]int{schemadiff.Breaking: 0, schemadiff.Dangerous: 1, schemadiff.Safe: 2}

// summaries lists what changes, once for all roles for whom the same does.
func summaries(views []*view) []Schema {
	list := []Schema{}
	same := map[[sha256.Size]byte]int{}
	for _, v := range views {
		if len(v.changes) == 0 {
			continue
		}
		key := sha256.Sum256(fmt.Append(nil, v.changes))
		if at, ok := same[key]; ok {
			list[at].Roles = append(list[at].Roles, v.roles...)
			continue
		}
		same[key] = len(list)
		list = append(list, v.summary())
	}
	return list
}

func (v *view) summary() Schema {
	changes := slices.Clone(v.changes)
	slices.SortStableFunc(changes, func(a, b schemadiff.Change) int { return cmp.Compare(severities[a.Severity], severities[b.Severity]) })
	s := Schema{Roles: slices.Clone(v.roles), Changes: changes[:min(len(changes), maxChanges)], Omitted: max(len(changes)-maxChanges, 0)}
	for i := range changes {
		if changes[i].Severity == schemadiff.Breaking {
			s.Breaking++
		}
	}
	return s
}
