-- What was kept of somebody who was erased leads to nobody new (docs/adr/0126): of who has the id now, only what came later.
-- It costs one look-up in a small table.
-- for customer, feedback
create function rapport.known_since(id text) returns timestamptz
    language sql stable parallel safe
return coalesce((select e.erased_at from rapport.erasure e where e.customer_id = id), '-infinity'::timestamptz);
comment on function rapport.known_since is 'the last erasure of the id; -infinity if there was none. What is not later is nobody''s';
