update hdb_catalog.hdb_action_log set status = 'processing'
where id in (
    select id from hdb_catalog.hdb_action_log
    where status = 'created'
    order by created_at
    limit $1
    for update skip locked
)
returning id::text, action_name, input_payload, request_headers, session_variables
