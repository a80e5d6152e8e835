create table author (id serial primary key, name text not null unique, email text, age int, score bigint);
create table article (
  id serial primary key, author_id int references author, title text, published boolean not null default false,
  rating numeric, tags jsonb, secret text default 'hidden'
);
create view shelf as select id, title, count(*) over () as total from article;
create table vault (id int primary key, owner int);
create function author_shout(author) returns text language sql stable as $$ select upper($1.name) $$;
create function author_published(author) returns setof article language sql stable
  as $$ select * from article where author_id = $1.id and published $$;
