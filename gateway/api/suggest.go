package api

import (
	"context"
	"encoding/json"
	"slices"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// suggestion is a relationship that a foreign key suggests
// (contract/metadata-and-migrations.md 5.4).
type suggestion struct {
	Type string         `json:"type"`
	From suggestedTable `json:"from"`
	To   suggestedTable `json:"to"`
}

type suggestedTable struct {
	Table      tableName `json:"table"`
	Columns    []string  `json:"columns"`
	Constraint string    `json:"constraint_name,omitempty"`
}

// decodeSuggestRelationships is pg_suggest_relationships.
func decodeSuggestRelationships(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source, omit := o.TextOr("source", "default"), o.Flag("omit_tracked", false)
	tables := args.List(o, "tables", metadata.DecodeName)
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		if err := c.settle(ctx); err != nil {
			return nil, err
		}
		db, err := c.database(source)
		if err != nil {
			return nil, err
		}
		list := []suggestion{}
		for _, t := range db.Model().Tables {
			for _, key := range t.SQL.ForeignKeys {
				list = append(list, suggest(db.Model(), key, tables, omit)...)
			}
		}
		return asJSON(map[string]any{"relationships": list})
	}), o.Err()
}

// suggest returns the two ways along a foreign key between tracked tables.
func suggest(m *model.Model, key *catalog.ForeignKey, only []sqlname.Name, omitTracked bool) (list []suggestion) {
	from, to := m.Table(key.From.Name), m.Table(key.To.Name)
	if from == nil || to == nil {
		return nil
	}
	here, there := suggestedTable{Table: named(from.Name), Constraint: key.Name}, suggestedTable{Table: named(to.Name)}
	for _, p := range key.Pairs {
		here.Columns, there.Columns = append(here.Columns, p.From.Name), append(there.Columns, p.To.Name)
	}
	back := "array"
	if uniqueOn(key) {
		back = "object"
	}
	wanted := func(t *model.Table) bool { return only == nil || slices.Contains(only, t.Name) }
	if wanted(from) && (!omitTracked || !follows(from, key)) {
		list = append(list, suggestion{"object", here, there})
	}
	if wanted(to) && (!omitTracked || !follows(to, key)) {
		list = append(list, suggestion{back, there, here})
	}
	return list
}

// uniqueOn tells whether the columns of a foreign key are unique in its table.
func uniqueOn(key *catalog.ForeignKey) bool {
	keys := slices.Clone(key.From.Unique)
	if key.From.PrimaryKey != nil {
		keys = append(keys, key.From.PrimaryKey)
	}
	return slices.ContainsFunc(keys, func(k *catalog.Key) bool {
		return k.Total && len(k.Columns) == len(key.Pairs) && !slices.ContainsFunc(key.Pairs, func(p catalog.ColumnPair) bool {
			return !slices.Contains(k.Columns, p.From)
		})
	})
}

// follows tells whether a relationship of a table joins what the foreign key joins.
func follows(t *model.Table, key *catalog.ForeignKey) bool {
	return slices.ContainsFunc(t.Relationships, func(r *model.Relationship) bool {
		if len(r.Pairs) != len(key.Pairs) {
			return false
		}
		for _, p := range key.Pairs {
			if !slices.ContainsFunc(r.Pairs, func(q model.Pair) bool {
				return q.Local.SQL == p.From && q.Remote.SQL == p.To || q.Local.SQL == p.To && q.Remote.SQL == p.From
			}) {
				return false
			}
		}
		return true
	})
}
