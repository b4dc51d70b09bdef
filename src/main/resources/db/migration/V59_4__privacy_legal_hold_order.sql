-- That somebody ordered to keep a customer's data, such as for a court: who, since when, why, and until when (docs/adr/0091).
create table rapport.legal_hold_order (
    seq         bigint generated always as identity primary key,
    customer_id text        not null,
    why         text        not null,
    set_by      text        not null,
    set_at      timestamptz not null,
    ended_at    timestamptz,
    ended_by    text,
    ended_why   text
);
comment on table rapport.legal_hold_order is 'while an order is in force, an erasure puts what it takes under rapport.legal_hold, and no retention deletes anything of the customer';
comment on column rapport.legal_hold_order.why is 'as staff wrote it; stays while the order is in force, also when the customer is erased';
-- One in force for each customer; those in force, on the page and each night.
create unique index legal_hold_order_in_force on rapport.legal_hold_order (customer_id) where ended_at is null;
-- A customer's orders, on the page.
create index legal_hold_order_customer on rapport.legal_hold_order (customer_id);
-- Retention, each night (PersonalDataRetention).
create index legal_hold_order_ended on rapport.legal_hold_order (ended_at) where ended_at is not null;
