-- What the company received counts from that moment: events that may forbid a message and are not processed yet, be it
-- behind a backlog or behind one that fails.
-- for customer, outbox
create or replace view rapport.contact_news as
select distinct customer_id,
       case when type like 'order.%' then type || ' ' || (data ->> 'orderId') else type end as about
from rapport.inbox_event
where state = 'waiting' and not sidelined
  and type in ('customer.erased', 'customer.restricted', 'consent.withdrawn', 'contact.preferred', 'complaint.opened',
               'order.returned', 'order.cancelled');
