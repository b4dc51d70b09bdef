-- What is known of a customer: profile, orders, consent, preferences and points, projected from events. Projections give
-- the same end whatever is handled again or late: the newest event that names a field decides it.
create table rapport.customer (
    id            text primary key,
    first_name    text,
    last_name     text,
    email         text,
    email_seq     bigint      not null default 0,
    phone         text,
    birthday      date,
    locale        text,
    time_zone     text,
    attributes    jsonb       not null default '{}',
    versions      jsonb       not null default '{}',
    registered_at timestamptz,
    confirmed_at  timestamptz,
    confirmed_seq bigint      not null default 0,
    lapsed_at     timestamptz,
    lapse_reason  text,
    erased_at     timestamptz
);
comment on table rapport.customer is 'A row may hold the id alone, when an event about the customer came before customer.registered; an erased customer keeps id and erased_at';
comment on column rapport.customer.versions is 'by field, the number of the event that it comes from';
-- A confirmation holds for one address: these tell whether it is older than the last change of it, in whichever order
-- events are handled, and again.
comment on column rapport.customer.email_seq is 'the number of the event that replaced one e-mail address by another; 0: none did';
comment on column rapport.customer.confirmed_seq is 'the number of the event that confirmed_at comes from; 0: none, or unknown';

-- Erasure: who else has an address, in the spellings that it may be on file in?
create index customer_email on rapport.customer (lower(email)) where email is not null;
create index customer_phone_end on rapport.customer (right(regexp_replace(phone, '[^0-9]', '', 'g'), 6))
    where phone is not null;

-- Amounts are kept as they came: the currency says how many decimals there are (JPY none, EUR two, BHD three).
create table rapport.customer_order (
    id               text primary key,
    customer_id      text    not null references rapport.customer (id),
    currency         text,
    total            numeric,
    shipping         numeric,
    tax              numeric,
    discount         numeric,
    placed_at        timestamptz,
    shipped_at       timestamptz,
    expected_on      date,
    expected_told_at timestamptz,
    carrier          text,
    tracking         text,
    early_news       boolean not null default false,
    delivered_at     timestamptz,
    returned_at      timestamptz,
    cancelled_at     timestamptz,
    called_off       text    check (called_off in ('returned', 'cancelled')),
    former           boolean not null default false
);
-- What stands between the items of an order and its total (shipping, tax, discount) is absent where the shop did not name
-- it. What is known of an order on its way is that of the newest fact that names it.
comment on column rapport.customer_order.expected_told_at is 'when the fact happened that names expected_on';
-- The same shipment or delay told twice is no news, unless nobody could hear it the first time.
comment on column rapport.customer_order.early_news is 'whether the newest shipment or delay was told before the order itself, when no journey waited for it';
-- A return and a cancellation may both be told of one order: the customer hears of the one that was noted first.
comment on column rapport.customer_order.called_off is 'what ended the order: the first of the two that was told, whatever their times are';
comment on column rapport.customer_order.former is 'of a customer who has been erased since: kept for the books, and none of who registers under the same id (docs/adr/0044)';
-- A customer's orders, the newest first (Orders).
create index customer_order_customer on rapport.customer_order (customer_id, placed_at desc);

create table rapport.customer_order_item (
    order_id text     not null references rapport.customer_order (id) on delete cascade,
    line     smallint not null,
    sku      text     not null,
    name     text     not null,
    quantity integer  not null check (quantity > 0),
    price    numeric  not null,
    primary key (order_id, line)
);

-- The consent ledger, append only: the newest entry of a channel and topic is in force. It says on what ground we wrote or
-- may write (GDPR art. 6, PIPL art. 13).
create table rapport.consent_entry (
    seq         bigint generated always as identity primary key,
    customer_id text        not null references rapport.customer (id),
    channel     text        not null,
    topic       text        not null,
    granted     boolean     not null,
    basis       text        not null default 'consent'
                check (basis in ('consent', 'contract', 'legal-obligation', 'legitimate-interest')),
    source      text        not null,
    wording     text        not null,
    event_seq   bigint      not null,
    recorded_at timestamptz not null,
    -- erasing a customer withdraws all that was granted: one event, several entries
    constraint consent_entry_once unique (event_seq, channel, topic)
);
comment on column rapport.consent_entry.topic is 'the topic all stands for every topic, also those to come';
comment on column rapport.consent_entry.basis is 'a grant on legitimate-interest only takes an objection back: it is no consent';
-- What is in force for a customer, by channel and topic (Consents).
create index consent_entry_in_force on rapport.consent_entry (customer_id, channel, topic, event_seq desc);

-- Append only, for our own statements too. Erasure needs no exception: an entry holds an opaque id, and source and
-- wording say what was shown and where, never who.
create function rapport.refuse_change() returns trigger
    language plpgsql as
$$
begin
    raise exception '%.% is append-only: add an entry that says what holds now', tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end
$$;
create trigger consent_entry_append_only
    before update or delete or truncate on rapport.consent_entry
    for each statement execute function rapport.refuse_change();

-- What customers choose on the preference page: how often and when we may write, beside what they consent to.
create table rapport.contact_preference (
    customer_id    text primary key references rapport.customer (id),
    pace           text     not null default 'normal' check (pace in ('normal', 'less')),
    paused_until   timestamptz,
    preferred_hour smallint check (preferred_hour between 0 and 23),
    pace_seq       bigint   not null default 0,
    paused_seq     bigint   not null default 0,
    hour_seq       bigint   not null default 0
);
comment on table rapport.contact_preference is 'One row for each customer who ever chose; without a row the defaults hold';
comment on column rapport.contact_preference.preferred_hour is 'hour of the day in the customer''s time zone; null: any';
comment on column rapport.contact_preference.pace_seq is 'inbox seq of the event that set pace, so that an older event handled late changes nothing; paused_seq and hour_seq likewise';

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
-- A customer's balance (LoyaltyLedger).
create index loyalty_entry_customer on rapport.loyalty_entry (customer_id);

create table rapport.coupon (
    code        text primary key,
    customer_id text        not null references rapport.customer (id),
    percent     integer     not null check (percent between 1 and 100),
    issued_at   timestamptz not null,
    expires_at  timestamptz not null
);

-- What says whether a customer may be written to, as one value that changes with it: the dispatcher reads many customers
-- at once, and asks at the moment of sending whether all is still as it was read (docs/adr/0024).
-- for outbox
create view rapport.contact_version as
select c.id as customer_id,
       c.xmin::text || '/' || coalesce(p.xmin::text, '') || '/' || e.entries || '/' || n.news as version
from rapport.customer c
left join rapport.contact_preference p on p.customer_id = c.id
cross join lateral (
    select count(*) as entries from rapport.consent_entry where customer_id = c.id) e
cross join lateral (
    select coalesce(string_agg(about, ',' order by about), '') as news
    from rapport.contact_news where customer_id = c.id) n;
comment on view rapport.contact_version is 'the transactions that last wrote the customer and the preferences, the length of the consent ledger, which only grows, and the events that wait and may forbid a message';
