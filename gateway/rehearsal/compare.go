package rehearsal

import (
	"cmp"
	"context"
	"crypto/sha256"
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata/difference"
	"github.com/weftql/weft/gateway/roles"
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
