package catalog

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/weftql/weft/postgres-source/sqlname"
)

// EnumRow is one row of a table that is used as a GraphQL enum.
type EnumRow struct {
	Value   string
	Comment string // "" when there is none
}

// maxEnumRows bounds what an enum table may hold: more is a table marked by mistake.
const maxEnumRows = 10_000

// EnumColumns returns the column with the values of an enum table and, if there is one, that
// with their comments: a one-column primary key and at most one more column, all of type
// text (contract/postgres-graphql.md 5.3). ok is false for any other table.
func EnumColumns(t *Table) (value, comment *Column, ok bool) {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Columns) != 1 || len(t.Columns) > 2 {
		return nil, nil, false
	}
	value = t.PrimaryKey.Columns[0]
	for _, c := range t.Columns {
		if !c.Type.Builtin("text") {
			return nil, nil, false
		}
		if c != value {
			comment = c
		}
	}
	return value, comment, true
}

// EnumRows is what an enum table holds, or why that cannot be told.
type EnumRows struct {
	Rows []EnumRow // sorted by Value
	Err  error
}

// ReadEnums reads the rows of enum tables in one batch. Tables that cannot be one (see
// [EnumColumns]) are left out of the answer.
func ReadEnums(ctx context.Context, db Querier, tables []*Table) map[sqlname.Name]EnumRows {
	enums := map[sqlname.Name]EnumRows{}
	if readEnums(ctx, db, tables, enums) == nil {
		return enums
	}
	// One failed statement takes the batch down: ask again, each on its own.
	for _, t := range tables {
		if err := readEnums(ctx, db, []*Table{t}, enums); err != nil {
			enums[t.Name] = EnumRows{Err: fmt.Errorf("reading enum table %s: %w", t.Name, err)}
		}
	}
	return enums
}

func readEnums(ctx context.Context, db Querier, tables []*Table, enums map[sqlname.Name]EnumRows) error {
	batch := &pgx.Batch{}
	for _, t := range tables {
		value, comment, ok := EnumColumns(t)
		if !ok {
			continue
		}
		batch.Queue(enumStatement(t, value, comment)).Query(func(rows pgx.Rows) error {
			values, err := pgx.CollectRows(rows, pgx.RowToStructByPos[EnumRow])
			if err == nil && len(values) > maxEnumRows {
				err = fmt.Errorf("more than %d rows", maxEnumRows)
			}
			enums[t.Name] = EnumRows{Rows: values}
			return err
		})
	}
	if batch.Len() == 0 {
		return nil
	}
	return db.SendBatch(ctx, batch).Close()
}

func enumStatement(t *Table, value, comment *Column) string {
	text := "''"
	if comment != nil {
		text = "coalesce(" + sqlname.Ident(comment.Name) + ", '')"
	}
	column := sqlname.Ident(value.Name)
	return fmt.Sprintf(`select %s, %s from %s order by %s collate "C" limit %d`, column, text, t.Name.SQL(), column, maxEnumRows+1)
}
