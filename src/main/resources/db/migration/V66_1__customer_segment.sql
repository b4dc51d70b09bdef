-- What segments ask of customers and orders.

-- Orders of the day that leaves a window, and who registered then.
create index customer_order_placed on rapport.customer_order (placed_at) where not former;
create index customer_registered on rapport.customer (registered_at) where registered_at is not null;

-- Whose data are restricted is in no segment (docs/adr/0090).
-- for segment
create view rapport.known_profile as
select id as customer_id, lower(split_part(coalesce(locale, 'en'), '-', 1)) as language, email is not null as has_email,
       phone is not null as has_phone, first_name is not null or last_name is not null as has_name,
       birthday is not null as has_birthday, confirmed_at is not null as is_confirmed, registered_at, attributes
from rapport.customer c
where erased_at is null
  and not exists (select from rapport.customer_restriction r where r.customer_id = c.id and r.restricted);

-- Orders that were kept, less what was paid back of them in their currency; what was paid back as a whole was not kept.
-- for segment
create view rapport.standing_order as
select o.id as order_id, o.customer_id, o.placed_at, o.currency, o.total_minor - coalesce(r.paid_back, 0) as total_minor
from rapport.customer_order o
left join lateral (
    select sum(r.total_minor) as paid_back
    from rapport.customer_refund r where r.order_id = o.id and r.currency = o.currency) r on true
where o.placed_at is not null and o.returned_at is null and o.cancelled_at is null and not o.former
  and (r.paid_back is null or r.paid_back < o.total_minor);

-- for segment
create view rapport.standing_order_line as
select o.order_id, o.customer_id, o.placed_at, i.sku
from rapport.standing_order o
join rapport.customer_order_item i on i.order_id = o.order_id;

-- for segment
create view rapport.said_consent as
select customer_id, channel, topic, granted, basis, event_seq
from rapport.consent_entry;
