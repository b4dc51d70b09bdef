-- A code of a pool that went back there, since the message with it did not go: what the customer had is known, the code is not,
-- which goes to somebody else.
create table rapport.coupon_return (
    id                   bigint      generated always as identity primary key,
    customer_id          text        not null,
    original_customer_id text,
    pool                 text        not null references rapport.coupon_pool (name),
    percent              integer,
    amount               numeric,
    currency             text,
    issued_at            timestamptz not null,
    returned_at          timestamptz not null,
    unsent               text        check (unsent in ('withheld', 'failed')),
    rule                 text,
    why                  text
);
-- The customer's timeline, newest first, and their erasure.
create index coupon_return_customer on rapport.coupon_return (customer_id, returned_at desc);
comment on column rapport.coupon_return.original_customer_id is 'under which id it came, if its customer was merged into another one';
comment on column rapport.coupon_return.unsent is 'what became of the message with it; null: another reason';
comment on column rapport.coupon_return.rule is 'of the contact policy, by which the message was withheld';
comment on column rapport.coupon_return.why is 'the reason that stands on the message, for people';
