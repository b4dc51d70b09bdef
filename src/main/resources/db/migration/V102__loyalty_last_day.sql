-- The last day of a coupon is the one that was named when it was issued, wherever its customer lives later (docs/adr/0131).
alter table rapport.coupon add column last_day date;
update rapport.coupon c
set last_day = ((c.expires_at - interval '1 microsecond') at time zone coalesce(z.name, 'UTC'))::date
from rapport.customer u left join pg_timezone_names z on z.name = u.time_zone
where u.id = c.customer_id;
alter table rapport.coupon alter column last_day set not null;
comment on column rapport.coupon.last_day is 'as mails name it; it goes to its end where the customer lives by now';
comment on column rapport.coupon.expires_at is 'the end of the last day where the customer lived at the issue: it never ends sooner';
