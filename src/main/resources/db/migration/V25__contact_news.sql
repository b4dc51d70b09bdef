-- What somebody told the company counts from that moment: events that may forbid a message and wait for their turn, be it
-- behind a backlog or behind one that fails.
create view rapport.contact_news as
select distinct customer_id,
       case when type like 'order.%' then type || ' ' || (data ->> 'orderId') else type end as about
from rapport.inbox_event
where state = 'waiting' and not aside
  and type in ('customer.erased', 'consent.withdrawn', 'contact.preferred', 'complaint.opened',
               'order.returned', 'order.cancelled');
comment on view rapport.contact_news is 'by type, with the order''s id if it is about one; what stepped aside has failed and keeps nobody waiting';

create or replace view rapport.contact_version as
select c.id as customer_id,
       c.xmin::text || '/' || coalesce(p.xmin::text, '') || '/' || e.entries || '/' || n.news as version
from rapport.customer c
left join rapport.contact_preference p on p.customer_id = c.id
cross join lateral (
    select count(*) as entries from rapport.consent_entry where customer_id = c.id) e
cross join lateral (
    select coalesce(string_agg(about, ',' order by about), '') as news
    from rapport.contact_news where customer_id = c.id) n;
comment on view rapport.contact_version is 'the transactions that last wrote the customer and the preferences, the length of the consent ledger, which only grows, and the events that wait and may forbid a message';
