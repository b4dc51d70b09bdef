-- What segments ask of customers and orders.

-- Orders of the day that leaves a window, and who registered then.
create index customer_order_placed on rapport.customer_order (placed_at) where not former;
create index customer_registered on rapport.customer (registered_at) where registered_at is not null;

-- for segment
create view rapport.known_profile as
select id as customer_id, lower(split_part(coalesce(locale, 'en'), '-', 1)) as language, email is not null as has_email,
       phone is not null as has_phone, first_name is not null or last_name is not null as has_name,
       birthday is not null as has_birthday, confirmed_at is not null as is_confirmed, registered_at, attributes
from rapport.customer
where erased_at is null;

-- for segment
create view rapport.standing_order as
select id as order_id, customer_id, placed_at, currency, total_minor
from rapport.customer_order
where placed_at is not null and returned_at is null and cancelled_at is null and not former;

-- for segment
create view rapport.standing_order_line as
select o.id as order_id, o.customer_id, o.placed_at, i.sku
from rapport.customer_order o
join rapport.customer_order_item i on i.order_id = o.id
where o.placed_at is not null and o.returned_at is null and o.cancelled_at is null and not o.former;

-- for segment
create view rapport.said_consent as
select customer_id, channel, topic, granted, basis, event_seq
from rapport.consent_entry;

-- for segment
create view rapport.points_entry as
select e.customer_id, e.points
from rapport.loyalty_entry e
where e.order_id is null or not exists (select from rapport.customer_order o where o.id = e.order_id and o.former);
