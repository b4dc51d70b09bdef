-- Who was erased, came back under the id and was then merged brings nothing of before along: rows are asked for by the id under
-- which they came (docs/adr/0126), in each room that tells a timeline.
-- for customer, feedback, journey, outbox
create or replace function rapport.known_since(id text) returns timestamptz
    language sql stable parallel safe
return coalesce((select e.erased_at from rapport.erasure e where e.customer_id = id), '-infinity'::timestamptz);
