-- Whose data are kept and not used, since the customer asked for that (GDPR art. 18; docs/adr/0090).
create table rapport.customer_restriction (
    customer_id text        primary key,
    restricted  boolean     not null,
    since       timestamptz not null,
    reason      text,
    event_seq   bigint      not null
);
comment on table rapport.customer_restriction is 'for contactpolicy, value and all who score or choose customers: whose row says restricted is left out';
comment on column rapport.customer_restriction.restricted is 'false: it was lifted';
comment on column rapport.customer_restriction.since is 'when it was restricted, or lifted';
comment on column rapport.customer_restriction.event_seq is 'the number of the event that it comes from: the newest one decides';
-- The contact policy asks whether a customer is restricted (PolicyFact).
create trigger contact_version after insert or update or delete on rapport.customer_restriction
    for each row execute function rapport.contact_customer_changed('customer_id');
