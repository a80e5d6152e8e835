package shop

import (
	"context"
	_ "embed"
	"fmt"
	"math/big"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

//go:embed schema.sql
var schemaSQL string

// Loaded tells whether the database holds the shop's tables.
func Loaded(ctx context.Context, conn *pgx.Conn) (bool, error) {
	var loaded bool
	err := conn.QueryRow(ctx, `select to_regclass('public.orders') is not null`).Scan(&loaded)
	if err != nil {
		return false, fmt.Errorf("looking for the shop: %w", err)
	}
	return loaded, nil
}

// Load creates the shop's tables in schema public and fills them, in one transaction: about
// 10,000 orders in a second or two. The database must not hold them yet.
func Load(ctx context.Context, conn *pgx.Conn) error {
	err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, schemaSQL); err != nil {
			return err
		}
		for _, t := range generate().tables() {
			if err := t.copyTo(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("loading the shop: %w", err)
	}
	// Without statistics the first queries would be planned for empty tables.
	if _, err := conn.Exec(ctx, `analyze`); err != nil {
		return fmt.Errorf("analyzing the shop: %w", err)
	}
	return nil
}

// table is one table's rows on their way into the database.
type table struct {
	name    string
	columns []string
	serial  bool // the column id has a sequence that must go on after the last row
	count   int
	row     func(i int) []any
}

func (t *table) copyTo(ctx context.Context, tx pgx.Tx) error {
	source := pgx.CopyFromSlice(t.count, func(i int) ([]any, error) { return t.row(i), nil })
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{t.name}, t.columns, source); err != nil {
		return fmt.Errorf("table %s: %w", t.name, err)
	}
	if !t.serial {
		return nil
	}
	_, err := tx.Exec(ctx, `select setval(pg_get_serial_sequence($1, 'id'), $2)`, t.name, t.count)
	if err != nil {
		return fmt.Errorf("sequence of table %s: %w", t.name, err)
	}
	return nil
}

func (s *rows) tables() []table {
	return []table{
		{"customers", []string{"id", "email", "name", "phone", "preferences", "joined_at"}, true, len(s.customers),
			func(i int) []any {
				c := &s.customers[i]
				return []any{c.id, c.email, c.name, orNull(c.phone), c.preferences, c.joined}
			}},
		{"addresses", []string{"id", "customer_id", "label", "street", "city", "postal_code", "country"}, true, len(s.addresses),
			func(i int) []any {
				a := &s.addresses[i]
				return []any{a.id, a.customer, a.label, a.street, a.city, a.code, a.country}
			}},
		{"products", []string{"id", "sku", "name", "category", "price", "cost", "stock", "attributes", "tags", "added_at"}, true, len(s.products),
			func(i int) []any {
				p := &s.products[i]
				return []any{p.id, p.sku, p.name, p.category, p.price.numeric(), p.cost.numeric(), p.stock, p.attributes, p.tags, p.added}
			}},
		{"orders", []string{"id", "reference", "customer_id", "shipping_address_id", "status", "shipping_cost", "note", "placed_at"}, true, len(s.orders),
			func(i int) []any {
				o := &s.orders[i]
				return []any{o.id, o.reference, o.customer, orNull(o.address), o.status, o.shipping.numeric(), orNull(o.note), o.placed}
			}},
		{"order_lines", []string{"order_id", "line", "product_id", "quantity", "unit_price"}, false, len(s.lines),
			func(i int) []any {
				l := &s.lines[i]
				return []any{l.order, l.number, l.product, l.quantity, l.price.numeric()}
			}},
	}
}

func (c cents) numeric() pgtype.Numeric {
	return pgtype.Numeric{Int: big.NewInt(int64(c)), Exp: -2, Valid: true}
}

// orNull is NULL for the zero value.
func orNull[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}
