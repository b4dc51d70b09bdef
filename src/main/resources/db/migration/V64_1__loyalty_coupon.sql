-- Coupons belong to loyalty (docs/adr/0086): a till asks for them, and uses each once. What was issued stays.
alter table rapport.coupon rename to coupon_before;
alter table rapport.coupon_before rename constraint coupon_pkey to coupon_before_pkey;

create table rapport.coupon (
    code        text primary key,
    customer_id text        not null references rapport.customer (id),
    state       text        not null check (state in ('issued', 'used', 'withdrawn')),
    percent     integer     check (percent between 1 and 100),
    amount      numeric     check (amount > 0),
    currency    text,
    minimum     numeric     check (minimum > 0),
    skus        text[],
    issued_at   timestamptz not null,
    expires_at  timestamptz not null,
    constraint coupon_value check ((percent is null) <> (amount is null)),
    constraint coupon_currency check ((amount is null and minimum is null) = (currency is null))
);
insert into rapport.coupon (code, customer_id, state, percent, issued_at, expires_at)
select code, customer_id, 'issued', percent, issued_at, expires_at from rapport.coupon_before;
drop table rapport.coupon_before;
-- A customer's coupons, and their erasure.
create index coupon_customer on rapport.coupon (customer_id);
comment on column rapport.coupon.state is 'that it is held says coupon_redemption, that it has expired expires_at';
comment on column rapport.coupon.currency is 'of amount and minimum';
comment on column rapport.coupon.skus is 'the articles for which it can be used; null: for all';

create table rapport.coupon_redemption (
    id              text primary key,
    system          text        not null,
    idempotency_key text        not null,
    request_hash    text        not null,
    code            text        not null references rapport.coupon (code) on delete cascade,
    order_id        text,
    state           text        not null check (state in ('held', 'confirmed', 'cancelled', 'timed-out')),
    held_until      timestamptz not null,
    created_at      timestamptz not null,
    ended_at        timestamptz,
    constraint coupon_redemption_once unique (system, idempotency_key)
);
-- One till at a time, and one use for good: whatever the code does, the database does not take a second one.
create unique index coupon_redemption_one on rapport.coupon_redemption (code) where state in ('held', 'confirmed');
-- Goes with its coupon.
create index coupon_redemption_code on rapport.coupon_redemption (code);
