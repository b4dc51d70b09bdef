-- Customers recommend the shop by a code of their own (docs/adr/0092).
create table rapport.referral_code (
    code                 text primary key,
    customer_id          text        not null references rapport.customer (id),
    original_customer_id text,
    made_at              timestamptz not null
);
-- One code a customer; of two who are merged both codes go on.
create unique index referral_code_once on rapport.referral_code ((coalesce(original_customer_id, customer_id)));
-- The code that a customer is shown, and its erasure.
create index referral_code_customer on rapport.referral_code (customer_id, made_at);
comment on column rapport.referral_code.original_customer_id is 'under which id it came, if its customer was merged into another one';

-- No row names two customers: who recommended is found by the code, and goes with it.
create table rapport.referral (
    event_seq            bigint primary key,
    customer_id          text        not null references rapport.customer (id),
    original_customer_id text,
    code                 text        references rapport.referral_code (code) on delete set null,
    used_at              timestamptz not null,
    state                text        not null check (state in ('open', 'rewarded', 'refused', 'expired')),
    reason               text,
    order_id             text,
    points               integer     check (points >= 0),
    friend_points        integer     check (friend_points >= 0),
    ended_at             timestamptz,
    due_on               date        not null,
    constraint referral_reason check ((state = 'refused') = (reason is not null)),
    constraint referral_reward check ((state = 'rewarded') = (points is not null)
                                      and (state = 'rewarded') = (friend_points is not null))
);
-- A friend is recommended once, whatever the code does.
create unique index referral_once on rapport.referral ((coalesce(original_customer_id, customer_id)))
    where state in ('open', 'rewarded');
-- What became of a friend; who was recommended by a code.
create index referral_customer on rapport.referral (customer_id);
create index referral_by_code on rapport.referral (code) where code is not null;
-- Whose day has come (ReferralDay).
create index referral_due on rapport.referral (due_on, event_seq) where state = 'open';
comment on column rapport.referral.event_seq is 'number of the event by which the code was named';
comment on column rapport.referral.customer_id is 'the friend, who named the code';
comment on column rapport.referral.code is 'null: there was no such code, or its customer was erased since';
comment on column rapport.referral.order_id is 'the friend''s first order that was kept';
comment on column rapport.referral.points is 'what the customer got whose code it is; 0 beyond what the table gives in a year, or after an erasure';
comment on column rapport.referral.due_on is 'of an open one: when it is asked next whether an order was kept';
