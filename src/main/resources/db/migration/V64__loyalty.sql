-- Loyalty is a room of its own (docs/adr/0085). Its ledger was the customers'; what was written stays, in the same order.
alter table rapport.loyalty_entry rename to loyalty_entry_before;
alter table rapport.loyalty_entry_before rename constraint loyalty_entry_pkey to loyalty_entry_before_pkey;
alter table rapport.loyalty_entry_before drop constraint loyalty_entry_once;
drop index rapport.loyalty_entry_order;
drop index rapport.loyalty_entry_customer;

create table rapport.loyalty_entry (
    seq           bigint generated always as identity primary key,
    customer_id   text        not null references rapport.customer (id),
    order_id      text,
    redemption_id text,
    kind          text        not null,
    source        text        not null,
    lot           text,
    points        integer     not null,
    expires_on    date,
    recorded_at   timestamptz not null,
    constraint loyalty_entry_kind check (kind in ('earn', 'bonus', 'redeem', 'reverse', 'expire', 'adjust'))
);
insert into rapport.loyalty_entry (customer_id, order_id, kind, source, lot, points, expires_on, recorded_at)
select customer_id, order_id, kind, source, lot, points, expires_on, recorded_at
from rapport.loyalty_entry_before order by seq;
-- The orders of an erased customer were left out of the balance; now entries say so, as they do of all other points.
insert into rapport.loyalty_entry (customer_id, kind, source, lot, points, recorded_at)
select e.customer_id, 'adjust', 'erasure:orders:' || e.customer_id, coalesce(e.lot, e.source), -sum(e.points), max(e.recorded_at)
from rapport.loyalty_entry e
join rapport.customer_order o on o.id = e.order_id and o.former
group by e.customer_id, coalesce(e.lot, e.source)
having sum(e.points) <> 0
order by e.customer_id, coalesce(e.lot, e.source);
drop table rapport.loyalty_entry_before;

-- What gives or takes counts once for each lot that it gives to or takes from.
create unique index loyalty_entry_once on rapport.loyalty_entry (kind, source, coalesce(lot, source));
-- A customer's lots, timeline and statement.
create index loyalty_entry_customer on rapport.loyalty_entry (customer_id, seq);
-- What an order gave and took back.
create index loyalty_entry_order on rapport.loyalty_entry (order_id) where order_id is not null;
-- What a redemption took and gave back.
create index loyalty_entry_redemption on rapport.loyalty_entry (redemption_id) where redemption_id is not null;
comment on table rapport.loyalty_entry is 'append only: points are the sum of the entries';
comment on column rapport.loyalty_entry.source is 'what the entry comes from, such as order:4711 or import:7';
comment on column rapport.loyalty_entry.lot is 'which points the entry gives or takes: the source of those that expire together; null: its own source';
comment on column rapport.loyalty_entry.expires_on is 'of an entry that opens a lot: the first day on which its points can no longer be used; null: they stay';

create table rapport.loyalty_account (
    customer_id     text primary key references rapport.customer (id),
    level           text,
    level_rank      integer,
    level_since     date,
    review_on       date,
    risk_checked     boolean not null default false,
    announced_until date,
    silent          boolean not null default false,
    due_on          date    not null
);
-- Whose day has come (LoyaltyDay).
create index loyalty_account_due on rapport.loyalty_account (due_on);
comment on table rapport.loyalty_account is 'one row a customer who ever had points: who changes the points of a customer locks it first';
comment on column rapport.loyalty_account.level_rank is 'orders the levels; the table loyalty-level says it';
comment on column rapport.loyalty_account.announced_until is 'points that expire on this day or before were announced';
comment on column rapport.loyalty_account.silent is 'entries came from a file: the next run takes the state in without an event';
comment on column rapport.loyalty_account.due_on is 'the first day on which something may be to be done: expiry, notice, review';
insert into rapport.loyalty_account (customer_id, silent, due_on)
select distinct customer_id, true, date '1970-01-01' from rapport.loyalty_entry order by customer_id;

-- What each line of an order earned, before points are made whole: a refund takes back just that.
create table rapport.loyalty_order_line (
    order_id text     not null,
    line     smallint not null,
    points   numeric  not null check (points >= 0),
    primary key (order_id, line)
);
comment on column rapport.loyalty_order_line.line is 'as the order has it; 0: shipping';

create table rapport.loyalty_redemption (
    id              text primary key,
    system          text        not null,
    idempotency_key text        not null,
    request_hash    text        not null,
    customer_id     text        not null references rapport.customer (id),
    order_id        text,
    points          integer     not null check (points > 0),
    paid            numeric     check (paid >= 0),
    currency        text,
    state           text        not null check (state in ('held', 'confirmed', 'cancelled', 'timed-out')),
    held_until      timestamptz not null,
    created_at      timestamptz not null,
    ended_at        timestamptz,
    constraint loyalty_redemption_once unique (system, idempotency_key)
);
-- Holds whose time is over, of all and of one customer.
create index loyalty_redemption_held on rapport.loyalty_redemption (held_until) where state = 'held';
create index loyalty_redemption_customer on rapport.loyalty_redemption (customer_id);
-- What was paid with points of an order.
create index loyalty_redemption_order on rapport.loyalty_redemption (order_id) where order_id is not null;
comment on column rapport.loyalty_redemption.paid is 'what of the order''s total was paid with the points, in its currency; null: the total is without it';
