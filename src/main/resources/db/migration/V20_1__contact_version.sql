-- What says whether a customer may be written to, as one value that changes with it: the dispatcher reads many customers
-- at once, and asks at the moment of sending whether all is still as it was read (docs/adr/0024).
create view rapport.contact_version as
select c.id as customer_id,
       c.xmin::text || '/' || coalesce(p.xmin::text, '') || '/' || e.entries as version
from rapport.customer c
left join rapport.contact_preference p on p.customer_id = c.id
cross join lateral (
    select count(*) as entries from rapport.consent_entry where customer_id = c.id) e;
comment on view rapport.contact_version is 'the transactions that last wrote the customer and the preferences, and the length of the consent ledger, which only grows';
