-- Primary keys and unique constraints, then unique indexes that back no constraint. Attribute
-- number 0 stands for an expression. `total` is false where two rows may be alike at some
-- moment: deferrable constraints, partial indexes, expressions.
select
  k.conrelid as relation,
  k.conname as name,
  k.contype::text as kind,
  k.conkey as columns,
  not k.condeferrable as total
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
where k.contype in ('p', 'u')
  and k.conrelid <> 0
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
union all
select
  i.indrelid,
  c.relname,
  'i',
  (i.indkey::int2[])[0:i.indnkeyatts - 1],
  i.indpred is null and i.indexprs is null and i.indisvalid
from pg_catalog.pg_index i
join pg_catalog.pg_class c on c.oid = i.indexrelid
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
where i.indisunique
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
  and not exists (
    select from pg_catalog.pg_constraint k
    where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x')
  )
order by relation, name
