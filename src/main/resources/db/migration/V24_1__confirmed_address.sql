-- A confirmation holds for one address: these tell whether it is older than the last change of it, in whichever order
-- events are handled, and again. For customers from before, any next change of the address counts.
alter table rapport.customer
    add column email_seq bigint not null default 0,
    add column confirmed_seq bigint not null default 0;
comment on column rapport.customer.email_seq is 'the number of the event that replaced one e-mail address by another; 0: none did';
comment on column rapport.customer.confirmed_seq is 'the number of the event that confirmed_at comes from; 0: none, or unknown';
