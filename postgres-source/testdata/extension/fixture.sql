-- extensions: postgis ltree citext
create type mood as enum ('sad', 'ok', 'happy');
create domain age as int check (value >= 0);
create type pair as (a int, b text);
create table place (
  id int primary key,
  name varchar(20),
  geom geometry(Point, 4326),
  geog geography,
  path ltree,
  mood mood,
  age age,
  ages age[],
  "both" pair,
  moods mood[],
  code char(4),
  bits bit(3),
  raw bytea,
  span int4range,
  price money,
  at time with time zone,
  big bigint,
  ratio double precision,
  ids uuid[],
  addr inet
);
insert into place values
  (1, 'origin', 'SRID=4326;POINT(0 0)', 'POINT(0 0)', 'top.a.b', 'ok', 30, '{1,2}', '(1,x)', '{sad,ok}', 'ab', '101', '\xdead', '[1,5)', '12.34', '10:00+05:30', 9223372036854775807, 1e20, '{00000000-0000-0000-0000-000000000001}', '10.0.0.1/8'),
  (2, 'near',   'SRID=4326;POINT(1 1)', 'POINT(1 1)', 'top.a',   'happy', null, null, null, null, null, null, null, null, null, null, 5, 'NaN', null, null),
  (3, 'far',    'SRID=4326;POINT(50 50)', 'POINT(50 50)', 'top.c', 'sad', 5, '{}', '(2,)', '{}', 'abcd', '010', '', 'empty', '-1', '23:59:59+00', -1, 0.1, '{}', '::1');
