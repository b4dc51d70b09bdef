-- Calls, visits and other contacts between staff and customers, as somebody noted them (event contact.noted).
create table rapport.staff_contact (
    event_seq            bigint primary key,
    customer_id          text        not null,
    original_customer_id text,
    at                   timestamptz not null,
    channel              text        not null,
    direction            text        not null,
    outcome              text        not null,
    note                 text        not null,
    noted_by             text
);
comment on column rapport.staff_contact.event_seq is 'the number of the event: handled again, it is the same contact';
comment on column rapport.staff_contact.original_customer_id is 'the id under which it came, before a merge; null: the same';
comment on column rapport.staff_contact.noted_by is 'who of staff it was, where the event says so';
-- A customer's contacts, the newest first (ContactNotes.newest).
create index staff_contact_customer on rapport.staff_contact (customer_id, at desc);
