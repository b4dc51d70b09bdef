-- Codes that the shop made: its checkout knows them already, so that a mail may carry one at once.
create table rapport.coupon_pool (
    name        text primary key,
    percent     integer check (percent between 1 and 100),
    amount      numeric check (amount > 0),
    currency    text,
    minimum     numeric check (minimum > 0),
    skus        text[],
    valid_days  integer not null check (valid_days > 0),
    alert_below integer not null check (alert_below >= 0),
    constraint coupon_pool_value check ((percent is null) <> (amount is null)),
    constraint coupon_pool_currency check ((amount is null and minimum is null) = (currency is null))
);
comment on column rapport.coupon_pool.alert_below is 'with fewer free codes than these an operator is to ask the shop for more';

create table rapport.coupon_pool_code (
    code       text primary key,
    pool       text        not null references rapport.coupon_pool (name),
    expires_at timestamptz not null
);
-- The code that expires first is taken first.
create index coupon_pool_code_free on rapport.coupon_pool_code (pool, expires_at, code);

alter table rapport.coupon
    add column pool text references rapport.coupon_pool (name),
    add column pool_expires_at timestamptz;
comment on column rapport.coupon.pool is 'where the code came from, and goes back to if no mail carried it; null: made here';
