-- One journey's failure concerns that journey alone (docs/adr/0033): what an event still owes to one journey.
alter table rapport.inbox_event drop constraint inbox_event_state_check;
alter table rapport.inbox_event add constraint inbox_event_state_check
    check (state in ('scheduled', 'waiting', 'early', 'delivering', 'done', 'dead', 'cancelled', 'discarded'));
comment on column rapport.inbox_event.state is 'delivering: the tables have it and some journeys, others are still to take it (rapport.inbox_delivery)';

-- Its numbers are those of events, so that a worker's mark may name either.
create table rapport.inbox_delivery (
    id          bigint  primary key default nextval('rapport.inbox_event_seq_seq'),
    event_seq   bigint  not null references rapport.inbox_event (seq) on delete cascade,
    journey     text    not null,
    customer_id text    not null,
    state       text    not null default 'open' check (state in ('open', 'done', 'dead', 'discarded')),
    aside       boolean not null default false,
    attempts    integer not null default 0,
    conflicts   integer not null default 0,
    deaths      integer not null default 0,
    replays     integer not null default 0,
    created_at  timestamptz not null,
    due_at      timestamptz,
    settled_at  timestamptz,
    reason      text,
    effects     jsonb   not null default '[]',
    unique (event_seq, journey)
);
comment on table rapport.inbox_delivery is 'an event for one journey, to be matched by itself: because the journey failed on it, or because an earlier event of the customer is still open for that journey';
comment on column rapport.inbox_delivery.journey is 'key of the journey; what it calls belongs to it';
comment on column rapport.inbox_delivery.due_at is 'null while it stands behind an earlier event of the customer for the same journey';
comment on column rapport.inbox_delivery.aside is 'its type is loose and it failed: later events need not wait for it';

-- Which journeys are behind for a customer, and who is next for one of them.
create index inbox_delivery_queue on rapport.inbox_delivery (customer_id, journey, event_seq) where state = 'open' and not aside;
create index inbox_delivery_due on rapport.inbox_delivery (due_at) where state = 'open' and due_at is not null;
create index inbox_delivery_dead on rapport.inbox_delivery (settled_at, id) where state = 'dead';
-- Erasure lets go of what is owed for the customer.
create index inbox_delivery_customer on rapport.inbox_delivery (customer_id) where state in ('open', 'dead');

-- Conflicts with other transactions are counted apart from failed tries.
alter table rapport.inbox_event add column conflicts integer not null default 0;
comment on column rapport.inbox_event.conflicts is 'how often it met another change and was tried again';
drop index rapport.inbox_event_retrying;
create index inbox_event_retrying on rapport.inbox_event (due_at) where state = 'waiting' and (attempts > 0 or conflicts > 0);
