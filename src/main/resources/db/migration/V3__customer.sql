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
-- The same shipment or delay sent twice is no news, unless no journey could take it the first time.
comment on column rapport.customer_order.early_news is 'whether the newest shipment or delay came before the order itself, when no journey waited for it';
-- A return and a cancellation may both come about one order: the customer is informed of the one that was noted first.
comment on column rapport.customer_order.called_off is 'what ended the order: the first of the two that came, whatever their times are';
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

-- What says whether a customer may be written to, as one value that changes with it (docs/adr/0046): many customers are
-- read at once, and at the moment of sending the outbox asks whether all is still as it was read.
create table rapport.contact_version (
    subject text primary key,
    version xid8 not null
) with (fillfactor = 80);
comment on table rapport.contact_version is 'one row for each customer, and for each address that was ever suppressed; read by the outbox';
comment on column rapport.contact_version.subject is 'customer:<id>, or address:<hash in hexadecimal digits>';
comment on column rapport.contact_version.version is 'the transaction that last changed something which the contact policy decides by';

-- One row version a transaction, however much it changes. Anyone who changes a customer holds the row until the commit, so
-- that a deferral which is about to be written either sees the change or is seen by it.
create function rapport.contact_changed(changed text) returns void
    language sql as
$$
    insert into rapport.contact_version as v (subject, version) values (changed, pg_current_xact_id())
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version
$$;

-- For triggers on tables that a fact of the contact policy reads; the argument names the column with the customer's id.
-- for contactpolicy, feedback
create function rapport.contact_customer_changed() returns trigger
    language plpgsql as
$$
declare
    customer text;
begin
    if tg_argv[0] = 'customer_id' then
        customer := case when tg_op = 'DELETE' then old.customer_id else new.customer_id end;
    elsif tg_argv[0] = 'id' then
        customer := case when tg_op = 'DELETE' then old.id else new.id end;
    else
        customer := (case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end) ->> tg_argv[0];
    end if;
    if customer is not null then
        insert into rapport.contact_version as v (subject, version) values ('customer:' || customer, pg_current_xact_id())
        on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    end if;
    return null;
end
$$;

create trigger contact_version_insert after insert on rapport.customer
    for each row execute function rapport.contact_customer_changed('id');
create trigger contact_version_update after update on rapport.customer
    for each row
    when ((old.email, old.phone, old.first_name, old.last_name, old.locale, old.time_zone, old.registered_at, old.erased_at)
          is distinct from
          (new.email, new.phone, new.first_name, new.last_name, new.locale, new.time_zone, new.registered_at, new.erased_at))
    execute function rapport.contact_customer_changed('id');

create trigger contact_version after insert or update or delete on rapport.contact_preference
    for each row execute function rapport.contact_customer_changed('customer_id');

create trigger contact_version after insert on rapport.consent_entry
    for each row execute function rapport.contact_customer_changed('customer_id');

create trigger contact_version_insert after insert on rapport.customer_order
    for each row execute function rapport.contact_customer_changed('customer_id');
create trigger contact_version_update after update on rapport.customer_order
    for each row
    when ((old.customer_id, old.returned_at, old.cancelled_at) is distinct from (new.customer_id, new.returned_at, new.cancelled_at))
    execute function rapport.contact_customer_changed('customer_id');

-- Messages that wait for an event which may forbid them are evaluated again when it is processed, since that changes the
-- customer. An event that is given up, or put beside the queue, changes nothing, and nobody would notify them.
create trigger contact_news_given_up after update on rapport.inbox_event
    for each row
    when (old.state = 'waiting' and not old.sidelined
          and (new.state in ('dead', 'discarded') or new.state = 'waiting' and new.sidelined))
    execute function rapport.contact_customer_changed('customer_id');

-- A message goes out only if what it was decided by still holds: asked by the statement that lets it go.
-- for outbox
create view rapport.current_contact_version as
select subject, version from rapport.contact_version;
