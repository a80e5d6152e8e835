package checkout

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// receipt is the Action's output, CheckoutResult in actions.graphql. The gateway joins the
// order itself by its id.
type receipt struct {
	OrderID int32       `json:"orderId"`
	Total   json.Number `json:"total"`
}

// order writes the basket as an order of the session's customer and takes the goods out of
// stock, in one transaction.
func order(ctx context.Context, pool *pgxpool.Pool, s session, b basket) (receipt, error) {
	customer, err := s.customer()
	if err != nil {
		return receipt{}, err
	}
	if err := b.check(); err != nil {
		return receipt{}, err
	}
	var r receipt
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := checkCustomer(ctx, tx, customer, b.AddressID); err != nil {
			return err
		}
		ids, quantities := b.columns()
		if err := takeStock(ctx, tx, ids, quantities); err != nil {
			return err
		}
		r.OrderID, err = insertOrder(ctx, tx, customer, &b)
		if err != nil {
			return err
		}
		r.Total, err = insertLines(ctx, tx, r.OrderID, ids, quantities)
		return err
	})
	if err != nil {
		return receipt{}, fmt.Errorf("writing the order: %w", err)
	}
	return r, nil
}

// checkCustomer refuses customers who do not exist and addresses of somebody else.
func checkCustomer(ctx context.Context, tx pgx.Tx, customer int32, addressID *int32) error {
	var known, owned bool
	err := tx.QueryRow(ctx, `
		select exists (select from customers where id = $1),
		       $2::integer is null or exists (select from addresses where id = $2 and customer_id = $1)`,
		customer, addressID).Scan(&known, &owned)
	switch {
	case err != nil:
		return err
	case !known:
		return refuse("no-customer", fmt.Sprintf("there is no customer %d", customer))
	case !owned:
		return refuse("not-your-address", fmt.Sprintf("address %d is not one of yours", *addressID))
	}
	return nil
}

// takeStock locks the products in the order of their ids, so that two checkouts of the same
// goods wait for one another instead of for ever, refuses what is
// missing or sold out, and takes the rest.
func takeStock(ctx context.Context, tx pgx.Tx, ids, quantities []int32) error {
	var id, left int32
	var name *string
	err := tx.QueryRow(ctx, `
		with wanted as (select * from unnest($1::integer[], $2::integer[]) w (id, quantity)),
		     locked as (select id, name, stock from products where id = any ($1) order by id for update)
		select w.id, coalesce(l.stock, 0), l.name
		  from wanted w left join locked l using (id)
		 where l.id is null or l.stock < w.quantity
		 order by w.id limit 1`, ids, quantities).Scan(&id, &left, &name)
	switch {
	case err == nil && name == nil:
		return refuse("no-such-product", fmt.Sprintf("there is no product %d", id))
	case err == nil:
		return refuse("sold-out", fmt.Sprintf("only %d of %s left", left, *name))
	case !errors.Is(err, pgx.ErrNoRows):
		return err
	}
	_, err = tx.Exec(ctx, `
		update products p set stock = stock - w.quantity
		  from unnest($1::integer[], $2::integer[]) w (id, quantity) where p.id = w.id`, ids, quantities)
	return err
}

// insertOrder writes the order without its lines and returns its id. Sending a parcel costs
// the same everywhere.
func insertOrder(ctx context.Context, tx pgx.Tx, customer int32, b *basket) (id int32, err error) {
	err = tx.QueryRow(ctx, `
		insert into orders (customer_id, shipping_address_id, shipping_cost, note)
		values ($1, $2, case when $2::integer is null then 0 else 5.90 end, $3) returning id`,
		customer, b.AddressID, b.Note).Scan(&id)
	return id, err
}

// insertLines writes the lines in the basket's order, at today's prices, and returns what
// they cost together.
func insertLines(ctx context.Context, tx pgx.Tx, orderID int32, ids, quantities []int32) (json.Number, error) {
	var total string
	err := tx.QueryRow(ctx, `
		with written as (
		  insert into order_lines (order_id, line, product_id, quantity, unit_price)
		  select $1, w.line, w.id, w.quantity, p.price
		    from unnest($2::integer[], $3::integer[]) with ordinality w (id, quantity, line)
		    join products p on p.id = w.id
		  returning quantity * unit_price as amount)
		select sum(amount)::text from written`, orderID, ids, quantities).Scan(&total)
	return json.Number(total), err
}
