-- Data types: all that a column or an argument can have. The fourth column is what a cast needs:
-- format_type with -1 names a built-in type without a length (`bpchar`, where `character`
-- would cut to one character).
select
  t.oid,
  n.nspname,
  t.typname,
  case
    when n.nspname = 'pg_catalog' then pg_catalog.format_type(t.oid, -1)
    when t.typcategory = 'A' and en.nspname is not null
      then pg_catalog.quote_ident(en.nspname) || '.' || pg_catalog.quote_ident(e.typname) || '[]'
    else pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(t.typname)
  end,
  t.typtype::text,
  t.typcategory::text,
  case when t.typcategory = 'A' then t.typelem else 0 end,
  t.typarray,
  t.typbasetype,
  t.typrelid,
  case when t.typtype = 'e' then (
    select pg_catalog.array_agg(l.enumlabel::text order by l.enumsortorder)
    from pg_catalog.pg_enum l
    where l.enumtypid = t.oid
  ) end
from pg_catalog.pg_type t
join pg_catalog.pg_namespace n on n.oid = t.typnamespace
left join (pg_catalog.pg_type e join pg_catalog.pg_namespace en on en.oid = e.typnamespace) on e.oid = t.typelem
where n.nspname <> '_timescaledb_internal'
  and n.nspname !~ '^pg_(toast_)?temp_'
order by t.oid
