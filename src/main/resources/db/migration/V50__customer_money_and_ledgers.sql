-- Amounts that may be added (docs/adr/0070): whole smallest units of one currency, beside the exact amounts as they came.
create function rapport.currency_decimals(currency text) returns integer
    language sql immutable parallel safe as
$$
select case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF',
                      'XOF', 'XPF',
                      'ADP', 'BEF', 'BYB', 'BYR', 'ESP', 'GRD', 'ITL', 'LUF', 'MGF', 'PTE', 'ROL', 'TPE', 'TRL') then 0
    when currency in ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') then 3
    when currency = 'CLF' then 4
    else 2
end
$$;
comment on function rapport.currency_decimals(text) is 'as ISO 4217 and io.rapport.customer.Currencies have it; a test holds the two together';

create function rapport.minor_units(amount numeric, currency text) returns bigint
    language sql immutable parallel safe as
$$
select round(amount * case rapport.currency_decimals(currency) when 2 then 100 when 0 then 1 when 3 then 1000 else 10000 end)::bigint
$$;

alter table rapport.customer_order
    add column total_minor bigint generated always as (rapport.minor_units(total, currency)) stored;
comment on column rapport.customer_order.total_minor is 'total in whole smallest units of its currency: cents, yen, thousandths of a dinar';

-- What a line costs, all pieces together; the price of one piece may be rounded.
alter table rapport.customer_order_item
    add column amount_minor bigint;
update rapport.customer_order_item i
set amount_minor = rapport.minor_units(i.quantity * i.price, o.currency)
from rapport.customer_order o
where o.id = i.order_id;
alter table rapport.customer_order_item
    alter column amount_minor set not null;
comment on column rapport.customer_order_item.amount_minor is 'in whole smallest units of the order''s currency';

-- The points ledger: whatever gives or takes points says by its source what it is, so that it counts once.
alter table rapport.loyalty_entry
    drop constraint loyalty_entry_kind_check,
    drop constraint loyalty_entry_order_id_kind_key;
update rapport.loyalty_entry set kind = case kind when 'award' then 'earn' else 'reverse' end;
alter table rapport.loyalty_entry
    alter column order_id drop not null,
    add column source text,
    add column lot text,
    add column expires_on date,
    add constraint loyalty_entry_kind check (kind in ('earn', 'bonus', 'redeem', 'reverse', 'expire', 'adjust'));
update rapport.loyalty_entry set source = 'order:' || order_id;
alter table rapport.loyalty_entry
    alter column source set not null,
    add constraint loyalty_entry_once unique (kind, source);
-- What an order gave and took back, for who asks by the order.
create index loyalty_entry_order on rapport.loyalty_entry (order_id) where order_id is not null;
comment on column rapport.loyalty_entry.source is 'what the entry comes from, such as order:4711 or import:7; each kind of entry once a source';
comment on column rapport.loyalty_entry.lot is 'the source of the points that the entry gives or takes, where it is known: what expires together';
comment on column rapport.loyalty_entry.expires_on is 'the first day on which points that were given can no longer be used; null: they stay';

-- One event is one customer's: with the customer the number tells entries apart as well, also those that come from a file
-- and have a number by their moment. One index then does for both.
alter table rapport.consent_entry drop constraint consent_entry_once;
drop index rapport.consent_entry_in_force;
create unique index consent_entry_in_force on rapport.consent_entry (customer_id, channel, topic, event_seq desc);
comment on column rapport.consent_entry.event_seq is 'the number of the event; below 0 for what was brought in from a file, by its moment: older than whatever an event says';
