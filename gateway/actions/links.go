package actions

import (
	"maps"
	"slices"

	"github.com/weftql/weft/planner"
)

// links returns the relationships that leave an output type.
func (t *types) links(typeName string) []*planner.Link {
	o := t.objects[typeName]
	if o == nil {
		return nil
	}
	links := make([]*planner.Link, len(o.Relationships))
	for i := range o.Relationships {
		r := &o.Relationships[i]
		rows := planner.ToRows{Schema: r.Table.Schema, Table: r.Table.Name, Array: r.Type == "array"}
		key := slices.Sorted(maps.Keys(r.FieldMapping))
		for _, field := range key {
			rows.Columns = append(rows.Columns, r.FieldMapping[field])
		}
		links[i] = &planner.Link{
			From: typeName, Name: r.Name, Owner: typeName, Key: key, Target: rows,
			Source: planner.ID{Kind: planner.DatabaseSource, Name: r.Source},
		}
	}
	return links
}

// IdleLinks returns the relationships of output types that no action uses. Nobody can
// follow them, but they have to be right all the same (section 4.2).
func (s *Source) IdleLinks() []*planner.Link {
	used := map[string]bool{}
	for _, a := range s.actions {
		s.reach(a, used)
	}
	var links []*planner.Link
	for _, name := range slices.Sorted(maps.Keys(s.types.objects)) {
		if !used[name] {
			links = append(links, s.types.links(name)...)
		}
	}
	return links
}
