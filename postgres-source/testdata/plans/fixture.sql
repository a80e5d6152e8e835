-- extensions:
create table region (id int primary key, name text not null);
create table customer (id int primary key, name text not null, region_id int not null, active boolean not null);
create table product (id int primary key, title text not null, price numeric not null);
create table orders (
	id int primary key, customer_id int not null, status text not null, placed_at timestamptz not null, total numeric not null, note text,
	attributes jsonb not null
) with (autovacuum_enabled = false);
create table line (order_id int not null, line int not null, product_id int not null, quantity int not null, primary key (order_id, line))
	with (autovacuum_enabled = false);
create table manager (user_id int not null, region_id int not null, primary key (user_id, region_id));

insert into region select g, 'region ' || g from generate_series(1, 20) g;
insert into customer select g, 'customer ' || g, 1 + g % 20, g % 10 <> 0 from generate_series(1, 2000) g;
insert into product select g, 'product ' || g, 1 + g % 97 from generate_series(1, 1000) g;
insert into orders select g, 1 + g * 7919 % 2000, (array['open', 'paid', 'sent', 'done', 'done', 'done', 'done', 'done'])[1 + g % 8],
	timestamptz '2024-01-01' + make_interval(mins => g * 31 % 500000), 1 + g * 37 % 1000 + 0.5, repeat('x', 40),
	jsonb_build_object('channel', (array['web', 'shop', 'phone'])[1 + g % 3], 'coupon', 'c' || g % 500)
	from generate_series(1, 100000) g;
insert into line select g, n, 1 + (g * 13 + n * 7) % 1000, 1 + (g + n) % 5 from generate_series(1, 100000) g, generate_series(1, 2) n;
insert into manager select 1 + g % 50, 1 + g % 20 from generate_series(1, 100) g on conflict do nothing;

create index on orders (customer_id, placed_at);
create index on orders (status, placed_at);
create index on orders using gin (attributes jsonb_path_ops);
create index on customer (region_id);
alter table customer add foreign key (region_id) references region;
alter table orders add foreign key (customer_id) references customer;
alter table line add foreign key (order_id) references orders, add foreign key (product_id) references product;
alter table manager add foreign key (region_id) references region;

create function orders_since(since timestamptz) returns setof orders language sql stable as
	$$ select * from orders where placed_at >= since $$;
create function order_weight(o orders) returns int language sql stable as
	$$ select sum(quantity)::int from line where order_id = o.id $$;
