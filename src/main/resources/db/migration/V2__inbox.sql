-- The inbox: an event is a committed row before it is acknowledged, and its row is done in the transaction of its work.
create table rapport.inbox_event (
    seq          bigint generated always as identity primary key,
    source       text        not null,
    id           text        not null,
    type         text        not null,
    customer_id  text        not null,
    partition    smallint    not null,
    data         jsonb       not null,
    occurred_at  timestamptz not null,
    received_at  timestamptz not null,
    state        text        not null default 'waiting'
                 check (state in ('waiting', 'early', 'done', 'dead')),
    attempts     integer     not null default 0,
    due_at       timestamptz not null,
    expires_at   timestamptz,
    settled_at   timestamptz,
    reason       text,
    refs         text[],
    effects      jsonb       not null default '[]',
    constraint inbox_event_source_id unique (source, id)
);
comment on column rapport.inbox_event.partition is 'hash of the customer; one worker at a time holds a partition, so that the order per customer is kept';
comment on column rapport.inbox_event.due_at is 'not handled before: the moment of receipt, then of the next try';
comment on column rapport.inbox_event.refs is 'the references, known once the event was projected; only early events need them again';
comment on column rapport.inbox_event.expires_at is 'an early event (nobody waits for it yet) becomes a dead letter then';

-- The worker's question: what is to do in this partition, in order?
create index inbox_event_waiting on rapport.inbox_event (partition, seq) where state = 'waiting';
-- Whether an earlier event of the same customer still waits.
create index inbox_event_waiting_customer on rapport.inbox_event (customer_id, seq) where state = 'waiting';
create index inbox_event_early on rapport.inbox_event (due_at) where state = 'early';
-- An early event is looked at again when an instance of one of its references moves.
create index inbox_event_early_refs on rapport.inbox_event using gin (refs) where state = 'early';
create index inbox_event_dead on rapport.inbox_event (settled_at) where state = 'dead';
-- Erasure empties the data of one customer's events.
create index inbox_event_customer on rapport.inbox_event (customer_id);
