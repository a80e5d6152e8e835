package api

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/sqlname"
)

// tableName is how commands write the name of a table or function.
type tableName struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
}

func named(n sqlname.Name) tableName { return tableName{n.Schema, n.Name} }

// catalogOf reads what a database holds now: these commands are asked right after its
// schema was changed.
func (c *change) catalogOf(ctx context.Context, source string) (*catalog.Catalog, error) {
	db, err := c.database(source)
	if err != nil {
		return nil, err
	}
	cat, err := catalog.Read(ctx, db.Pool().Pgx())
	if err != nil {
		return nil, unreachable(err)
	}
	return cat, nil
}

// decodeGetSourceTables is pg_get_source_tables (contract/metadata-and-migrations.md 5.1).
func decodeGetSourceTables(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source := o.TextOr("source", "default")
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		cat, err := c.catalogOf(ctx, source)
		if err != nil {
			return nil, err
		}
		names := []tableName{}
		for _, t := range cat.Tables {
			if !t.Partition && t.Name.Schema != "hdb_catalog" && t.Name.Schema != "_timescaledb_internal" {
				names = append(names, named(t.Name))
			}
		}
		slices.SortFunc(names, func(a, b tableName) int { return cmp.Or(cmp.Compare(a.Schema, b.Schema), cmp.Compare(a.Name, b.Name)) })
		return asJSON(names)
	}), o.Err()
}

// tableInfo is what pg_get_table_info tells.
type tableInfo struct {
	Name        tableName               `json:"name"`
	Type        string                  `json:"type"`
	Columns     []columnInfo            `json:"columns"`
	PrimaryKey  []string                `json:"primary_key,omitempty"`
	ForeignKeys map[string]foreignTable `json:"foreign_keys,omitempty"`
	Description *string                 `json:"description"`
	Insertable  bool                    `json:"insertable"`
	Updatable   bool                    `json:"updatable"`
	Deletable   bool                    `json:"deletable"`
}

type columnInfo struct {
	Name           string  `json:"name"`
	Type           string  `json:"type"`
	Nullable       bool    `json:"nullable"`
	Description    *string `json:"description"`
	Insertable     bool    `json:"insertable"`
	Updatable      bool    `json:"updatable"`
	ValueGenerated *string `json:"value_generated"`
}

type foreignTable struct {
	Table   tableName         `json:"foreign_table"`
	Mapping map[string]string `json:"column_mapping"`
}

// decodeGetTableInfo is pg_get_table_info.
func decodeGetTableInfo(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	source := o.TextOr("source", "default")
	table := o.Must("table")
	if err := o.Err(); err != nil {
		return nil, err
	}
	name, err := metadata.DecodeName(table, o.At("table"))
	if err != nil {
		return nil, err
	}
	return reading(func(ctx context.Context, c *change) (*answer, error) {
		cat, err := c.catalogOf(ctx, source)
		if err != nil {
			return nil, err
		}
		t := cat.Table(name)
		if t == nil {
			return raw([]byte("null")), nil
		}
		return asJSON(describe(t))
	}), nil
}

func describe(t *catalog.Table) tableInfo {
	kind := "table"
	if t.Kind == catalog.View || t.Kind == catalog.MaterializedView {
		kind = "view"
	}
	info := tableInfo{
		Name: named(t.Name), Type: kind, Columns: []columnInfo{}, Description: optional(t.Comment),
		Insertable: t.Insertable, Updatable: t.Updatable, Deletable: t.Deletable,
	}
	for _, c := range t.Columns {
		info.Columns = append(info.Columns, columnInfo{
			Name: c.Name, Type: c.Type.Word(), Nullable: !c.NotNull, Description: optional(c.Comment),
			Insertable: c.Writable(), Updatable: c.Writable(), ValueGenerated: generated(c),
		})
	}
	if t.PrimaryKey != nil {
		for _, c := range t.PrimaryKey.Columns {
			info.PrimaryKey = append(info.PrimaryKey, c.Name)
		}
	}
	for _, key := range t.ForeignKeys {
		if info.ForeignKeys == nil {
			info.ForeignKeys = map[string]foreignTable{}
		}
		mapping := map[string]string{}
		for _, p := range key.Pairs {
			mapping[p.From.Name] = p.To.Name
		}
		info.ForeignKeys[key.Name] = foreignTable{named(key.To.Name), mapping}
	}
	return info
}

// generated tells how the database makes a column's values, nil when it does not.
func generated(c *catalog.Column) *string {
	switch {
	case c.Identity != catalog.NoIdentity:
		return optional("auto_increment")
	case c.Generated:
		return optional("default")
	}
	return nil
}

// decodeListSourceKinds is list_source_kinds.
func decodeListSourceKinds(json.RawMessage, *planner.Path) (command, error) {
	return reading(func(context.Context, *change) (*answer, error) {
		return raw([]byte(`{"sources":[{"available":true,"builtin":true,"display_name":"pg","kind":"pg"}]}`)), nil
	}), nil
}

// decodeCapabilities is get_source_kind_capabilities.
func decodeCapabilities(data json.RawMessage, path *planner.Path) (command, error) {
	o := args.Open(data, path)
	name := o.Text("name")
	return reading(func(context.Context, *change) (*answer, error) {
		return nil, fault(planner.CodeNotSupported, "%s does not support Capabilities", name)
	}), o.Err()
}
