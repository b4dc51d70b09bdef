-- About whom a bounce was: only those about the mailbox count towards soft bounces, none that is about us.
alter table rapport.message_report
    add column cause text check (cause in ('address', 'mailbox', 'sender', 'system'));
comment on column rapport.message_report.cause is 'about whom the bounce was; null where it is not known, and for complaints';

update rapport.message_report set cause = 'sender'
where kind in ('hard', 'soft') and status ~ '^[45]\.([67]\.\d+|1\.(7|8|20|90)|2\.(3|121)|3\.[34])$';

update rapport.message_report set cause = 'system'
where kind in ('hard', 'soft') and cause is null and status ~ '^([45]\.3\.\d+|[45]\.4\.(2|3|5|6|7|14|300|312|316)|[45]\.5\.[1-9]\d*|[45]\.2\.122)$';

-- Addresses that were suppressed at once although no report of theirs was about them.
delete from rapport.suppression s
where s.reason = 'hard_bounce'
  and exists (select 1 from rapport.message_report r where r.address = s.address and r.kind = 'hard')
  and not exists (select 1 from rapport.message_report r
                  where r.address = s.address and r.kind = 'hard' and r.cause is null);
