-- As before, in two parts of which each is asked by a key.
create or replace view rapport.excluded_customer as
select x.segment, x.customer_id, x.customer_id as excluded_id, x.taken_out_at, x.taken_out_by, x.why
from rapport.segment_exclusion x
where not exists (select from rapport.customer_alias a where a.customer_id = x.customer_id)
union all
select x.segment, a.survivor, x.customer_id, x.taken_out_at, x.taken_out_by, x.why
from rapport.customer_alias a
join rapport.segment_exclusion x on x.customer_id = a.customer_id;
