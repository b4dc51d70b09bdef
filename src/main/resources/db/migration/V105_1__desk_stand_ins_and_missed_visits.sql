-- Tasks that who stands in has in place of an adviser, until the adviser is back; and calls and visits that were not made
-- (docs/adr/0135).
create table rapport.stand_in (
    task_id text primary key,
    login   text not null,
    deputy  text not null
);
comment on table rapport.stand_in is 'One row for each open task of an adviser that somebody else has while they are absent';
comment on column rapport.stand_in.task_id is 'of the engine; the row goes within a minute after the task';
comment on column rapport.stand_in.login is 'whose it is when they are back';
comment on column rapport.stand_in.deputy is 'who has it';

create table rapport.missed_visit (
    id                   bigint generated always as identity primary key,
    customer_id          text        not null,
    original_customer_id text,
    login                text,
    at                   timestamptz not null
);
comment on column rapport.missed_visit.original_customer_id is 'whose it was before customers were merged; null: whose it is';
comment on column rapport.missed_visit.login is 'the customer''s adviser then; null: there was none';
comment on column rapport.missed_visit.at is 'when the next one was due by the rhythm';
-- A customer's, the newest first.
create index missed_visit_customer on rapport.missed_visit (customer_id, at desc);
-- How many each adviser missed of late.
create index missed_visit_at on rapport.missed_visit (at);
