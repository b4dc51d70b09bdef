-- What customers request about their data (GDPR art. 15 to 21, PIPL art. 44 to 47), and what became of it.
create table rapport.data_request (
    id            text primary key,
    customer_id   text        not null,
    request       text        not null
                  check (request in ('export', 'correction', 'restriction', 'objection', 'erasure')),
    channel       text,
    details       text,
    received_at   timestamptz not null,
    due_at        timestamptz not null,
    identified_at timestamptz,
    identified_by text        check (identified_by in ('link', 'staff')),
    settled_at    timestamptz,
    outcome       text
);
comment on column rapport.data_request.due_at is 'one month after it was received, by the calendar of the customer''s time zone';
comment on column rapport.data_request.identified_by is 'link: by a link that was sent to the address on file; staff: by somebody of the queue';
-- A customer's requests, the newest first: card, export, erasure.
create index data_request_customer on rapport.data_request (customer_id, received_at desc);
-- Retention, each night (PersonalDataRetention).
create index data_request_settled on rapport.data_request (settled_at) where settled_at is not null;

-- What the law orders kept of customers who were erased, out of everyday use: no page and no journey reads it (docs/adr/0079).
create table rapport.legal_hold (
    seq         bigint generated always as identity primary key,
    customer_id text        not null,
    kind        text        not null,
    table_name  text        not null,
    content     jsonb       not null,
    noted_at    timestamptz not null,
    held_until  timestamptz not null
);
comment on table rapport.legal_hold is 'one row for each row of another table that held words when its customer was erased';
comment on column rapport.legal_hold.kind is 'of data, as the register of personal data names it';
comment on column rapport.legal_hold.held_until is 'then it is deleted';
-- What is held of a customer; retention, each night.
create index legal_hold_customer on rapport.legal_hold (customer_id);
create index legal_hold_until on rapport.legal_hold (held_until);
