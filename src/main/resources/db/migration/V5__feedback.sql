-- Surveys: one question of one kind about one thing (an order, a complaint, the customer).
create table rapport.survey (
    id          text primary key,
    kind        text        not null,
    customer_id text        not null references rapport.customer (id),
    about       text        not null,
    opened_at   timestamptz not null,
    answered_at timestamptz,
    score       smallint check (score between 1 and 5),
    comment     text
);
-- One open question of a kind about a thing: a reminder is about the same survey, a later round asks anew.
create unique index survey_open on rapport.survey (kind, about) where answered_at is null;
create index survey_about on rapport.survey (about, kind, opened_at desc);
create index survey_customer on rapport.survey (customer_id, opened_at desc);

-- The complaints register, after the stages of ISO 10002:2018.
create sequence rapport.complaint_number;
create table rapport.complaint (
    id              text primary key,
    number          text unique,
    customer_id     text        not null references rapport.customer (id),
    order_id        text,
    channel         text        not null,
    text            text        not null,
    remedy_sought   text,
    opened_at       timestamptz not null,
    severity        text,
    working_hours   integer,
    clock_from      timestamptz,
    due_at          timestamptz,
    findings        text,
    root_cause      text,
    remedy          text,
    amount          numeric(14, 2),
    approval_note   text,
    accepted        boolean,
    answered_at     timestamptz,
    reopened_at     timestamptz,
    closed_at       timestamptz,
    outcome         text
);
create index complaint_customer on rapport.complaint (customer_id, opened_at desc);
create index complaint_open on rapport.complaint (customer_id) where closed_at is null;
