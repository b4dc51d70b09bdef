-- What is known of a customer: profile, orders, consent and points, projected from events.
create table rapport.customer (
    id            text primary key,
    first_name    text,
    last_name     text,
    email         text,
    phone         text,
    birthday      date,
    locale        text,
    time_zone     text,
    attributes    jsonb       not null default '{}',
    registered_at timestamptz,
    confirmed_at  timestamptz,
    lapsed_at     timestamptz,
    lapse_reason  text,
    erased_at     timestamptz
);
comment on table rapport.customer is 'A row may hold the id alone, when an event about the customer came before customer.registered; an erased customer keeps id and erased_at';

create table rapport.customer_order (
    id           text primary key,
    customer_id  text        not null references rapport.customer (id),
    currency     text,
    total        numeric(14, 2),
    placed_at    timestamptz,
    delivered_at timestamptz,
    returned_at  timestamptz,
    cancelled_at timestamptz
);
create index customer_order_customer on rapport.customer_order (customer_id, placed_at desc);

create table rapport.customer_order_item (
    order_id text           not null references rapport.customer_order (id) on delete cascade,
    line     smallint       not null,
    sku      text           not null,
    name     text           not null,
    quantity integer        not null check (quantity > 0),
    price    numeric(14, 2) not null,
    primary key (order_id, line)
);

-- Append only: the newest entry of a channel and topic is in force.
create table rapport.consent_entry (
    seq         bigint generated always as identity primary key,
    customer_id text        not null references rapport.customer (id),
    channel     text        not null,
    topic       text        not null,
    granted     boolean     not null,
    source      text        not null,
    wording     text        not null,
    event_seq   bigint      not null unique,
    recorded_at timestamptz not null
);
create index consent_entry_in_force on rapport.consent_entry (customer_id, channel, topic, seq desc);

-- Append only: points are the sum of the entries.
create table rapport.loyalty_entry (
    seq         bigint generated always as identity primary key,
    customer_id text        not null references rapport.customer (id),
    order_id    text        not null,
    kind        text        not null check (kind in ('award', 'take-back')),
    points      integer     not null,
    recorded_at timestamptz not null,
    unique (order_id, kind)
);
create index loyalty_entry_customer on rapport.loyalty_entry (customer_id);

create table rapport.coupon (
    code        text primary key,
    customer_id text        not null references rapport.customer (id),
    percent     integer     not null check (percent between 1 and 100),
    issued_at   timestamptz not null,
    expires_at  timestamptz not null
);
create index coupon_customer on rapport.coupon (customer_id);
