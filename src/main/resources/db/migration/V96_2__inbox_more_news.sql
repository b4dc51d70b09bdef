-- What the company received counts from that moment: a refund may be all of its order, and nobody is asked to confirm what they
-- have confirmed.
-- for customer, outbox
create or replace view rapport.contact_news as
select distinct customer_id,
       case when type like 'order.%' then type || ' ' || (data ->> 'orderId') else type end as about
from rapport.inbox_event
where state = 'waiting' and not sidelined
  and type in ('customer.erased', 'customer.confirmed', 'customer.restricted', 'consent.withdrawn', 'contact.preferred',
               'complaint.opened', 'order.returned', 'order.cancelled', 'order.refunded');
