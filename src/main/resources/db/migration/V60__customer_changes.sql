-- Customers who changed are evaluated anew, beside the transactions of events (docs/adr/0082). Rows are only added and deleted:
-- with one row a customer, an event would wait for who evaluates the same customer at that moment.
create table rapport.changed_customer (
    kind        smallint    not null check (kind between 0 and 2),
    seq         bigint      not null generated always as identity,
    customer_id text        not null,
    since       timestamptz not null default clock_timestamp(),
    attempts    smallint    not null default 0,
    not_before  timestamptz,
    primary key (kind, seq)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 2000);
comment on column rapport.changed_customer.kind is '0: something has just become known; 1: one of many, may wait; 2: state, of which nothing is raised';
comment on column rapport.changed_customer.since is 'real time, as not_before';
comment on column rapport.changed_customer.not_before is 'of a customer who could not be evaluated: when it is tried again';
-- All rows of the customers who are evaluated.
create index changed_customer_customer on rapport.changed_customer (customer_id);

-- Who is known already was never evaluated.
insert into rapport.changed_customer (kind, customer_id)
select 2, id from rapport.customer where erased_at is null order by id;

-- What counts as bought: the days and amounts of orders that were kept, less what was paid back of them. Nothing of
-- customers whose data are restricted (docs/adr/0090).
-- for value
create view rapport.kept_order as
select o.customer_id, o.placed_at, o.currency, o.total_minor - coalesce(r.paid_back, 0) as amount_minor
from rapport.customer_order o
left join lateral (
    select sum(r.total_minor)::bigint as paid_back
    from rapport.customer_refund r where r.order_id = o.id and r.currency = o.currency) r on true
where o.placed_at is not null and o.returned_at is null and o.cancelled_at is null and not o.former
  and (r.paid_back is null or r.paid_back < o.total_minor)
  and not exists (select from rapport.customer_restriction x where x.customer_id = o.customer_id and x.restricted);
