-- Pools whose codes are made here and confirmed by a shop before a journey may take one (docs/adr/0093).
alter table rapport.coupon_pool
    add column shop text,
    add column stock integer check (stock >= 0),
    add column failures integer not null default 0,
    add column refusals integer not null default 0,
    add column fault text,
    add column ask_at timestamptz,
    add constraint coupon_pool_stock check ((shop is null) = (stock is null));
comment on column rapport.coupon_pool.shop is 'who confirms its codes, as the configuration names it; null: the shop makes the codes';
comment on column rapport.coupon_pool.stock is 'confirmed codes that are to be there';
comment on column rapport.coupon_pool.failures is 'requests in a row that the shop has not answered as it should';
comment on column rapport.coupon_pool.refusals is 'codes in a row that the shop refused';
comment on column rapport.coupon_pool.fault is 'what came of the newest request, if it was not taken';
comment on column rapport.coupon_pool.ask_at is 'the shop is not asked before; null: at any time';

-- What the shop is asked: each goes out until it is answered, always under the same id.
create table rapport.coupon_request (
    id            uuid        primary key,
    kind          text        not null check (kind in ('register', 'withdraw')),
    code          text        not null unique,
    pool          text        not null references rapport.coupon_pool (name),
    expires_at    timestamptz not null,
    created_at    timestamptz not null,
    claimed_until timestamptz
);
-- The requests of a pool, the oldest first.
create index coupon_request_pool on rapport.coupon_request (pool, created_at);
comment on column rapport.coupon_request.claimed_until is 'a node is asking; after that any node may ask again';
