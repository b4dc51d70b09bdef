-- Who was taken out by hand under an id that has been merged since is taken out still; with the undo it is theirs again.
create view rapport.excluded_customer as
select x.segment, coalesce(a.survivor, x.customer_id) as customer_id, x.customer_id as excluded_id, x.taken_out_at,
       x.taken_out_by, x.why
from rapport.segment_exclusion x
left join rapport.customer_alias a on a.customer_id = x.customer_id;
