-- Who of staff cares for a customer, who is absent and who stands in, and what staff promised (docs/adr/0089).
create table rapport.adviser (
    customer_id   text primary key references rapport.customer (id),
    login         text        not null,
    since         timestamptz not null,
    named_by      text,
    event_seq     bigint      not null default 0,
    visited_at    timestamptz,
    next_visit_on date
);
comment on table rapport.adviser is 'One row for each customer who has an adviser';
comment on column rapport.adviser.named_by is 'login of who named the adviser, or the system that said so; null: the table adviser did';
comment on column rapport.adviser.event_seq is 'inbox seq of the event that says so; 0: no event did';
comment on column rapport.adviser.visited_at is 'when the customer was last reached by a call or visit that was due';
comment on column rapport.adviser.next_visit_on is 'the day agreed upon with the customer, or on which another try is due; null: the rhythm counts';
-- How many customers somebody cares for.
create index adviser_login on rapport.adviser (login);

create table rapport.absence (
    id         bigint generated always as identity primary key,
    login      text        not null,
    first_day  date        not null,
    last_day   date        not null,
    deputy     text,
    entered_by text        not null,
    entered_at timestamptz not null,
    check (last_day >= first_day)
);
comment on column rapport.absence.deputy is 'who stands in; null: whom staff.yaml names for the person';
-- Is somebody absent on a day?
create index absence_login on rapport.absence (login, last_day);

create table rapport.promise (
    id          text primary key,
    customer_id text        not null references rapport.customer (id),
    original_customer_id text,
    promised    text        not null,
    due_on      date        not null,
    made_by     text,
    made_at     timestamptz not null,
    state       text        not null default 'open' check (state in ('open', 'kept', 'late', 'broken')),
    settled_at  timestamptz
);
comment on column rapport.promise.original_customer_id is 'whose it was before customers were merged; null: whose it is';
comment on column rapport.promise.state is 'kept: by its day; broken: its day has passed, or staff say that it cannot be kept; late: kept after it was broken';
-- A customer's promises, the newest first.
create index promise_customer on rapport.promise (customer_id, made_at desc);
