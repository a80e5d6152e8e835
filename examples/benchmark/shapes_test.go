package benchmark_test

// shape is one kind of request, as an operation for the gateway and as SQL for the handler
// written by hand. Both take one integer and answer the same JSON.
type shape struct {
	name  string
	field string // of the reply
	query string // of the gateway; its variable is $id
	sql   string // of the handler; its parameter is $1
	// ids is how many different integers are sent, from 1.
	ids int
}

// shapes are written as a careful person would write them: row_to_json over derived tables
// with scalar sub-selects was the fastest of three forms tried for the nested one (7700 per
// second with two connections; with scalar sub-selects and json_build_object 6500, with
// lateral joins 2800).
var shapes = []shape{
	{
		name: "ByKey", field: "orders_by_pk", ids: 10_000,
		query: `query ($id: Int!) { orders_by_pk(id: $id) { id status placed_at customer_id shipping_cost } }`,
		sql: `
			select row_to_json(r)
			  from (select id, status, placed_at, customer_id, shipping_cost from orders where id = $1) r`,
	},
	{
		name: "List", field: "orders", ids: 9_900,
		query: `query ($id: Int!) { orders(where: {id: {_gte: $id}}, order_by: {id: asc}, limit: 100) {
			id status placed_at customer_id shipping_cost } }`,
		sql: `
			select coalesce(json_agg(row_to_json(r)), '[]')
			  from (select id, status, placed_at, customer_id, shipping_cost
			          from orders where id >= $1 order by id limit 100) r`,
	},
	{
		name: "Nested", field: "orders", ids: 9_900,
		query: `query ($id: Int!) { orders(where: {id: {_gte: $id}}, order_by: {id: asc}, limit: 20) {
			id placed_at customer { name }
			lines(order_by: {line: asc}) { quantity unit_price product { name price } } } }`,
		sql: `
			select coalesce(json_agg(row_to_json(r)), '[]')
			  from (select o.id, o.placed_at,
			               (select row_to_json(c) from (
			                  select c.name from customers c where c.id = o.customer_id) c) as customer,
			               (select coalesce(json_agg(row_to_json(l)), '[]') from (
			                  select l.quantity, l.unit_price,
			                         (select row_to_json(p) from (
			                            select p.name, p.price from products p where p.id = l.product_id) p) as product
			                    from order_lines l where l.order_id = o.id order by l.line) l) as lines
			          from orders o where o.id >= $1 order by o.id limit 20) r`,
	},
}

// find returns the shape of that name.
func find(name string) shape {
	for _, s := range shapes {
		if s.name == name {
			return s
		}
	}
	panic("benchmark: there is no shape " + name)
}
