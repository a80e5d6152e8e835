-- Columns of those tables, without dropped ones.
select
  a.attrelid,
  a.attnum,
  a.attname,
  a.atttypid,
  a.attnotnull,
  a.atthasdef or a.attidentity <> '',
  a.attidentity::text,
  a.attgenerated <> '',
  coalesce(d.description, '')
from pg_catalog.pg_attribute a
join pg_catalog.pg_class c on c.oid = a.attrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d
  on d.objoid = a.attrelid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = a.attnum
where a.attnum > 0
  and not a.attisdropped
  and c.relkind in ('r', 'v', 'm', 'f', 'p')
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
order by a.attrelid, a.attnum
