-- The ledger as it is shown. A merge and its undo add entries by which decisions come out right, and which nobody ever said:
-- left out are those that say that nothing was said, and those of a merge that was undone, once an undo added its own.
create view rapport.consent_said as
select e.*
from rapport.consent_entry e
where e.source <> 'merge'
   or not (e.granted and e.basis = 'legitimate-interest'
           and exists (select from rapport.customer_merge m where m.event_seq = e.event_seq or m.undone_seq = e.event_seq))
      and not exists (
            select from rapport.customer_merge m
            where m.event_seq = e.event_seq and m.undone_seq is not null
              and exists (
                    select from rapport.consent_entry u join rapport.customer_merge x on x.undone_seq = u.event_seq
                    where u.customer_id = e.customer_id and u.channel = e.channel and u.topic = e.topic
                      and u.event_seq > e.event_seq));
