-- When each id was last erased. Who registers again under it is a new customer, to whom nothing of before is exported
-- (docs/adr/0044); the customer's row forgets the erasure then.
create table rapport.erasure (
    customer_id text        primary key,
    erased_at   timestamptz not null
);
comment on column rapport.erasure.erased_at is 'when the erasure was handled, or when it happened by its sender''s word if that is later';

-- Those of before, also of who has come back since: the ledger of consents keeps what an erasure withdrew, and who has
-- orders of before registered after it.
insert into rapport.erasure (customer_id, erased_at)
select customer_id, max(at)
from (select id as customer_id, erased_at as at from rapport.customer where erased_at is not null
      union all
      select customer_id, recorded_at from rapport.consent_entry where source = 'erasure'
      union all
      select c.id, c.registered_at from rapport.customer c
      where c.registered_at is not null
        and exists (select from rapport.customer_order o where o.customer_id = c.id and o.former)) e
group by customer_id;
