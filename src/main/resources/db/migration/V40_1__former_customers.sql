-- Whoever was erased and registers again under the same id is a new customer: what the former one did counts for nothing.
alter table rapport.journey add former boolean not null default false;
comment on column rapport.journey.former is
    'about a customer who has been erased since: no bar to another start when somebody registers under the same id';

alter table rapport.customer_order add former boolean not null default false;
comment on column rapport.customer_order.former is
    'of a customer who has been erased since: kept for the books, and none of who registers under the same id';

update rapport.journey j set former = true
from rapport.customer c
where c.id = j.customer_id and c.erased_at is not null and j.business_key = 'customer:' || c.id;

update rapport.customer_order o set former = true
from rapport.customer c
where c.id = o.customer_id and c.erased_at is not null;
