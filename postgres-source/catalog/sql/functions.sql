-- Plain functions: no aggregates, window functions, procedures or triggers. proargtypes are
-- the input arguments; names and modes cover the output ones too.
select
  p.oid,
  n.nspname,
  p.proname,
  p.provolatile::text,
  p.proargtypes::oid[],
  p.proargnames,
  p.proargmodes::text[],
  p.pronargdefaults,
  p.provariadic <> 0,
  p.prorettype,
  p.proretset,
  x.objid is not null,
  coalesce(d.description, '')
from pg_catalog.pg_proc p
join pg_catalog.pg_namespace n on n.oid = p.pronamespace
left join pg_catalog.pg_description d
  on d.objoid = p.oid and d.classoid = 'pg_catalog.pg_proc'::regclass and d.objsubid = 0
left join pg_catalog.pg_depend x
  on x.objid = p.oid and x.classid = 'pg_catalog.pg_proc'::regclass and x.deptype = 'e'
where p.prokind = 'f'
  and p.prorettype not in ('pg_catalog.trigger'::regtype, 'pg_catalog.event_trigger'::regtype)
  and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'hdb_catalog', '_timescaledb_internal')
  and n.nspname !~ '^pg_(toast_)?temp_'
order by n.nspname collate "C", p.proname collate "C", p.oid
