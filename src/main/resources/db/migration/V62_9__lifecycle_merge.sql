-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.relationship_change add column original_customer_id text;

-- Who was merged into another one has neither tier nor stage: that one has.
create or replace view rapport.relationship_customer as
select c.id as customer_id, c.lapsed_at,
       exists (select from rapport.customer_restriction x where x.customer_id = c.id and x.restricted) as restricted
from rapport.customer c
where c.erased_at is null and c.merged_into is null;
