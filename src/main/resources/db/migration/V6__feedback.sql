-- Surveys: one question of one kind about one thing (an order, a complaint, the customer).
create table rapport.survey (
    id             text primary key,
    kind           text        not null,
    customer_id    text        not null references rapport.customer (id),
    about          text        not null,
    opened_at      timestamptz not null,
    answered_at    timestamptz,
    score          smallint check (score between 1 and 5),
    -- what the customer answered before the answer was changed
    previous_score smallint check (previous_score between 1 and 5),
    comment        text
);
-- One open question of a kind about a thing: a reminder is about the same survey, a later round asks anew.
create unique index survey_open on rapport.survey (kind, about) where answered_at is null;
-- The newest survey about a thing (Surveys.latest); those of a customer, for the card and the erasure.
create index survey_about on rapport.survey (about, kind, opened_at desc);
create index survey_customer on rapport.survey (customer_id, opened_at desc);

-- The complaints register, after the stages of ISO 10002:2018. It keeps every stage of a complaint, not the last alone: the
-- columns of rapport.complaint show how it stands.
create sequence rapport.complaint_number;
create table rapport.complaint (
    id            text primary key,
    number        text unique,
    customer_id   text        not null references rapport.customer (id),
    order_id      text,
    -- reported twice under two ids: the other one, which is handled
    same_as       text        references rapport.complaint (id),
    channel       text        not null,
    text          text        not null,
    remedy_sought text,
    opened_at     timestamptz not null,
    severity      text,
    working_hours integer,
    clock_from    timestamptz,
    due_at        timestamptz,
    findings      text,
    root_cause    text,
    remedy        text,
    amount        numeric(18, 4),
    reasons       text,
    approval_note text,
    accepted      boolean,
    answered_at   timestamptz,
    reopened_at   timestamptz,
    closed_at     timestamptz,
    outcome       text
);
-- A customer's complaints, the newest first; whether one is open; the others about an order; what was reported twice (Complaints).
create index complaint_customer on rapport.complaint (customer_id, opened_at desc);
create index complaint_same_as on rapport.complaint (same_as) where same_as is not null;

-- An open complaint decides whether the customer may be written to.
create trigger contact_version_insert after insert or delete on rapport.complaint
    for each row execute function rapport.contact_customer_changed('customer_id');
create trigger contact_version_update after update on rapport.complaint
    for each row
    when ((old.customer_id, old.closed_at) is distinct from (new.customer_id, new.closed_at))
    execute function rapport.contact_customer_changed('customer_id');

create table rapport.complaint_investigation (
    complaint_id    text        not null references rapport.complaint (id),
    no              integer     not null,
    investigated_at timestamptz not null,
    investigated_by text,
    findings        text,
    root_cause      text,
    remedy          text,
    amount          numeric(18, 4),
    reasons         text,
    decision        text,
    decided_at      timestamptz,
    decided_by      text,
    decided_amount  numeric(18, 4),
    note            text,
    primary key (complaint_id, no)
);

create table rapport.complaint_offer (
    complaint_id text        not null references rapport.complaint (id),
    no           integer     not null,
    offered_at   timestamptz not null,
    remedy       text,
    amount       numeric(18, 4),
    reasons      text,
    primary key (complaint_id, no)
);

-- What customers said, whether or not it changed anything. An answer may come before we know the complaint.
create table rapport.complaint_answer (
    complaint_id text        not null,
    source       text        not null,
    event_id     text        not null,
    customer_id  text        not null,
    offer_no     integer,
    accepted     boolean     not null,
    answered_at  timestamptz not null,
    effect       text        not null check (effect in ('counts', 'noted', 'reopens', 'accepts', 'late')),
    primary key (complaint_id, source, event_id)
);

-- Complaints that became dead letters, so that their queue is notified of each once. The sender's ids, and nothing of anybody.
create table rapport.complaint_refusal (
    event_seq    bigint primary key,
    complaint_id text        not null,
    source       text        not null,
    cause        text        not null check (cause in ('erased', 'other-customer', 'order', 'closed', 'failed')),
    refused_at   timestamptz not null
);
-- Whether a refusal of a complaint was reported before, and the newest one.
create index complaint_refusal_complaint on rapport.complaint_refusal (complaint_id, refused_at desc);

-- An open complaint that was sent once more under its id, with other words.
create table rapport.complaint_repeat (
    complaint_id  text        not null references rapport.complaint (id),
    source        text        not null,
    event_id      text        not null,
    told_at       timestamptz not null,
    order_id      text,
    text          text        not null,
    remedy_sought text,
    primary key (complaint_id, source, event_id)
);
