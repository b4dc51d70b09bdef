-- What operators decide about events: replay, discard; who, when and why.
alter table rapport.inbox_event
    add column replays          integer not null default 0,
    add column replayed_at      timestamptz,
    add column replayed_by      text,
    add column replay_note      text,
    add column projections_only boolean not null default false;
comment on column rapport.inbox_event.replays is 'how often an operator had it handled again; replayed_at, _by and replay_note tell of the latest';
comment on column rapport.inbox_event.projections_only is 'it reached the journeys before: a replay brings it to the tables alone';

alter table rapport.inbox_event drop constraint inbox_event_state_check;
alter table rapport.inbox_event add constraint inbox_event_state_check
    check (state in ('scheduled', 'waiting', 'early', 'done', 'dead', 'cancelled', 'discarded'));

drop index rapport.inbox_event_dead;
create index inbox_event_dead on rapport.inbox_event (settled_at, seq) where state = 'dead';
create index inbox_event_retrying on rapport.inbox_event (due_at) where state = 'waiting' and attempts > 0;
-- Small, since events are received in order; finds a time span.
create index inbox_event_received on rapport.inbox_event using brin (received_at);

create table rapport.inbox_audit (
    id     bigint generated always as identity primary key,
    at     timestamptz not null,
    who    text        not null,
    action text        not null check (action in ('replay', 'project-again', 'discard')),
    note   text        not null,
    about  text        not null,
    events bigint[]    not null
);
comment on table rapport.inbox_audit is 'the decisions of operators; one row a decision, or a part of it when it concerns many events';
comment on column rapport.inbox_audit.about is 'what was chosen: a selection, or a time span';

-- How much a worker has done, a minute at a time: the rate of all nodes without counting events.
alter table rapport.inbox_worker
    add column minute      timestamptz not null default '-infinity',
    add column done_now    integer     not null default 0,
    add column done_before integer     not null default 0;
comment on column rapport.inbox_worker.minute is 'the minute that done_now counts, in the business clock''s time; done_before counts the one before';

-- Projections give the same end whatever is handled again or late: the newest event that names a field decides it.
alter table rapport.customer add column versions jsonb not null default '{}';
comment on column rapport.customer.versions is 'by field, the number of the event that it comes from';
drop index rapport.consent_entry_in_force;
create index consent_entry_in_force on rapport.consent_entry (customer_id, channel, topic, event_seq desc);
