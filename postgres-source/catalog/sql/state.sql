-- The state of the system's own tables that the other files read: how many rows of each are
-- not the system's, and which transactions wrote them. Whatever changes what the other files
-- answer writes, adds or removes such a row. A server that was started anew, or another one,
-- starts from nothing.
select extract(epoch from pg_postmaster_start_time())::text || ' ' || (select oid from pg_database where datname = current_database())
  || ' ' || string_agg(x.rows || ':' || coalesce(x.written, 0), ' ' order by x.of)
from (
  select 'class' as of, count(*) as rows, sum(hashtext(xmin::text)) as written from pg_catalog.pg_class where oid >= 16384
  union all
  select 'attribute', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_attribute where attnum > 0 and attrelid >= 16384
  union all
  select 'constraint', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_constraint where oid >= 16384
  union all
  select 'depend', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_depend where deptype = 'e'
  union all
  select 'description', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_description where objoid >= 16384
  union all
  select 'enum', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_enum
  union all
  select 'extension', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_extension
  union all
  select 'foreign server', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_foreign_server
  union all
  select 'foreign table', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_foreign_table
  union all
  select 'index', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_index where indexrelid >= 16384
  union all
  select 'namespace', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_namespace
  union all
  select 'proc', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_proc where oid >= 16384
  union all
  select 'rewrite', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_rewrite where ev_class >= 16384
  union all
  select 'trigger', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_trigger where not tgisinternal
  union all
  select 'type', count(*), sum(hashtext(xmin::text)) from pg_catalog.pg_type where oid >= 16384
) x
