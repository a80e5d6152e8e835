-- Tables, views, materialized views, foreign and partitioned tables. The bits say what can
-- be written: 4 update, 8 insert, 16 delete; pg_relation_is_updatable need not be asked
-- where the kind alone decides.
select
  c.oid,
  n.nspname,
  c.relname,
  c.relkind::text,
  c.relispartition,
  x.objid is not null,
  c.reltype,
  coalesce(d.description, ''),
  case
    when c.relkind in ('r', 'p') then 28
    when c.relkind = 'm' then 0
    else pg_catalog.pg_relation_is_updatable(c.oid, true)
  end
from pg_catalog.pg_class c
join pg_catalog.pg_namespace n on n.oid = c.relnamespace
left join pg_catalog.pg_description d
  on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::regclass and d.objsubid = 0
left join pg_catalog.pg_depend x
  on x.objid = c.oid and x.classid = 'pg_catalog.pg_class'::regclass and x.deptype = 'e'
where c.relkind in ('r', 'v', 'm', 'f', 'p')
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
order by n.nspname collate "C", c.relname collate "C"
