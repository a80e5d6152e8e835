-- Foreign keys. A key that refers to a partitioned table also has an entry for each
-- partition it refers to; those are the server's own business and left out.
select
  k.oid,
  k.conname,
  k.conrelid,
  k.conkey,
  k.confrelid,
  k.confkey
from pg_catalog.pg_constraint k
join pg_catalog.pg_namespace n on n.oid = k.connamespace
where k.contype = 'f'
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
  and not exists (
    select from pg_catalog.pg_constraint whole
    where whole.oid = k.conparentid and whole.conrelid = k.conrelid
  )
order by k.conrelid, k.conname
