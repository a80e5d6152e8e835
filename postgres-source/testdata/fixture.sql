-- extensions: citext
-- The database of the golden tests: small, with every kind of relation once.

create table status (value text primary key, comment text);
insert into status values ('open', 'not paid'), ('paid', 'paid'), ('shipped', null);

create table customer (
  id int primary key,
  name text not null,
  email citext unique,
  score numeric(10,2),
  settings jsonb,
  tags text[],
  manager_id int references customer,
  born date
);
insert into customer values
  (1, 'Ada',    'Ada@Example.org',  12.50, '{"theme": "dark", "langs": ["en", "fr"]}', '{a,b}', null, '1815-12-10'),
  (2, 'Brian',  'brian@example.org', 7.00, '{"theme": "light"}',                       '{}',    1,    '1942-01-01'),
  (3, 'Cyd',    null,               null,  null,                                       null,    1,    null),
  (4, 'D''Arcy "the" \ Third', 'd@example.org', 0, '{"odd key": {"a.b": 1}}',          '{b}',   2,    '1990-05-05');

create table product (id uuid primary key, title text not null, price numeric not null, weight float8);
insert into product values
  ('00000000-0000-0000-0000-000000000001', 'Lamp', 25.00, 1.5),
  ('00000000-0000-0000-0000-000000000002', 'Desk', 250.5, 40),
  ('00000000-0000-0000-0000-000000000003', 'Pen',  1.10,  null);

create table orders (
  id bigint primary key,
  customer_id int not null references customer,
  status text not null references status,
  placed timestamptz not null,
  note text
);
insert into orders values
  (10, 1, 'open',    '2024-01-02 03:04:05+00', null),
  (11, 1, 'paid',    '2024-02-02 03:04:05+00', 'gift'),
  (12, 2, 'paid',    '2024-03-02 03:04:05+00', null),
  (13, 2, 'shipped', '2024-03-02 03:04:05+00', 'fragile'),
  (14, 3, 'open',    '2024-05-02 03:04:05+00', null);

create table line (
  order_id bigint not null references orders,
  product_id uuid not null references product,
  quantity int not null,
  primary key (order_id, product_id)
);
insert into line values
  (10, '00000000-0000-0000-0000-000000000001', 2),
  (10, '00000000-0000-0000-0000-000000000003', 10),
  (11, '00000000-0000-0000-0000-000000000002', 1),
  (12, '00000000-0000-0000-0000-000000000003', 3),
  (13, '00000000-0000-0000-0000-000000000001', 1);

create view customer_total as
  select c.id as customer_id, c.name, sum(l.quantity * p.price) as total
  from customer c join orders o on o.customer_id = c.id join line l on l.order_id = o.id join product p on p.id = l.product_id
  group by c.id, c.name;

create table secret (id int primary key, owner_id int references customer, word text);
insert into secret values (1, 1, 'xyzzy'), (2, 2, 'plugh'), (3, 3, 'frotz');

create schema "odd ""schema";
create table "odd ""schema"."odd ""table; drop table customer" ("odd ""column" int primary key, "select" text);
insert into "odd ""schema"."odd ""table; drop table customer" values (1, 'one'), (2, 'two');

create function customer_label(c customer, suffix text default '!') returns text language sql stable as
  $$ select c.name || suffix $$;
create function customer_initial(c customer) returns text language sql stable as $$ select left(c.name, 1) $$;
create function customer_open_orders(c customer) returns setof orders language sql stable as
  $$ select * from orders where customer_id = c.id and status = 'open' $$;
create function customer_me(c customer, session json) returns bool language sql stable as
  $$ select c.id = (session ->> 'x-hasura-user-id')::int $$;

create function search_customers(search text, minimum numeric default 0) returns setof customer language sql stable as
  $$ select * from customer where name ilike '%' || search || '%' and coalesce(score, 0) >= minimum $$;
create function first_customer() returns customer language sql stable as $$ select * from customer order by id limit 1 $$;
create function my_orders(session json) returns setof orders language sql stable as
  $$ select * from orders where customer_id = (session ->> 'x-hasura-user-id')::int $$;

create table author (id serial primary key, name text not null, bio text, karma int not null default 0, settings jsonb, kind text generated always as (upper(name)) stored, constraint author_karma check (karma < 1000));
create unique index author_name on author (name);
alter table author add constraint author_name_key unique using index author_name;
create table post (
  id serial primary key, author_id int references author, title text not null, body text default 'empty',
  approved bool, editor_id int references author, created text not null default current_setting('hasura.user', true)::json ->> 'x-hasura-role'
);
create table detail (post_id int primary key references post on delete cascade, summary text);
create view author_view as select id, name, karma from author;
insert into author (id, name, karma, settings) values (1, 'Ann', 5, '{"a": 1, "list": [1, 2, 3]}'), (2, 'Ben', 7, null);
insert into post (id, author_id, title, created) values (1, 1, 'First', '-'), (2, 1, 'Second', '-'), (3, 2, 'Third', '-');
insert into detail values (1, 'about first');
select setval('author_id_seq', 100), setval('post_id_seq', 100);
create function rename_author(author_id int, new_name text) returns setof author language sql volatile as
  $$ update author set name = new_name where id = author_id returning * $$;
