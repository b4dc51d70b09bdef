-- The inbox: an event is a committed row before it is acknowledged, and its row is done in the transaction of its work.
-- Numbers events in the order in which they enter their customers' queues. Deliveries take theirs from it as well, so that
-- a worker's mark may name either.
create sequence rapport.inbox_seq;

create table rapport.inbox_event (
    source           text        not null,
    id               text        not null,
    seq              bigint      unique default nextval('rapport.inbox_seq'),
    arrival          bigint,
    type             text        not null,
    customer_id      text        not null,
    partition        smallint    not null,
    priority         smallint    not null default 0 check (priority in (0, 1)),
    data             jsonb       not null,
    occurred_at      timestamptz not null,
    received_at      timestamptz not null,
    deliver_at       timestamptz,
    state            text        not null default 'waiting'
                     check (state in ('scheduled', 'waiting', 'unmatched', 'delivering', 'done', 'dead', 'cancelled',
                                      'discarded')),
    due_at           timestamptz not null,
    lifted_at        timestamptz,
    behind           boolean     not null default false,
    sidelined        boolean     not null default false,
    attempts         integer     not null default 0,
    conflicts        integer     not null default 0,
    suspect          boolean     not null default false,
    deaths           integer     not null default 0,
    refs             text[],
    wakeups          integer     not null default 0,
    expires_at       timestamptz,
    settled_at       timestamptz,
    reason           text,
    effects          jsonb       not null default '[]',
    replays          integer     not null default 0,
    replayed_at      timestamptz,
    replayed_by      text,
    replay_note      text,
    projections_only boolean     not null default false,
    -- what a sender calls an event is what it is known by (CloudEvents 1.0)
    primary key (source, id),
    constraint inbox_event_numbered check ((seq is null) = (state = 'scheduled'))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- Rows come and go by the thousand: vacuum and fresh statistics after two per cent of change, not twenty.
comment on column rapport.inbox_event.seq is 'place in the order of events; given once, when the event enters its customer''s queue: at its receipt, or at its delivery if that is delayed';
comment on column rapport.inbox_event.arrival is 'of a delayed event: its number at receipt, which decides between those for the same moment';
comment on column rapport.inbox_event.partition is 'hash of the customer; one worker at a time holds a partition, so that the order per customer is kept';
comment on column rapport.inbox_event.priority is '0: live; 1: bulk, its sender said that it may wait for what is live';
comment on column rapport.inbox_event.deliver_at is 'the sender''s wish, if there was one; from then on the event stands at the end of its customer''s queue';
comment on column rapport.inbox_event.state is 'delivering: the tables have it and some journeys, others are still to take it (rapport.inbox_delivery)';
comment on column rapport.inbox_event.due_at is 'not handled before: the moment of receipt, then of the next try';
comment on column rapport.inbox_event.lifted_at is 'it was bulk, and a live event of the customer that came then stands behind it';
comment on column rapport.inbox_event.behind is 'a worker saw that an earlier event of the customer waits: it is not read again before that one leaves the queue';
comment on column rapport.inbox_event.sidelined is 'a loose event that failed: it waits for its next try beside the queue, so that later events of the customer need not wait for it';
comment on column rapport.inbox_event.conflicts is 'how often it met another change and was tried again';
comment on column rapport.inbox_event.suspect is 'a process died while it worked on this event, perhaps among others; from then on it is tried alone';
comment on column rapport.inbox_event.deaths is 'how often a process died while it worked on this event alone';
comment on column rapport.inbox_event.refs is 'the references, known once the event was projected; only unmatched events need them again';
comment on column rapport.inbox_event.wakeups is 'how often an instance began to wait for this unmatched event; a check that began before does not put off the next one';
comment on column rapport.inbox_event.expires_at is 'an unmatched event (nobody waits for it yet) becomes a dead letter then';
comment on column rapport.inbox_event.replays is 'how often an operator had it handled again; replayed_at, _by and replay_note tell of the latest';
comment on column rapport.inbox_event.projections_only is 'it reached the journeys before: a replay brings it to the tables alone';

-- Each index with its query. Picking (InboxQueue.NEXT, HOLD): what is to do in this partition, live before bulk, in turn?
-- A pick costs the same however many wait behind the head of a customer's queue (docs/adr/0034).
create index inbox_event_heads on rapport.inbox_event (partition, priority, due_at, seq) where state = 'waiting' and not behind;
-- Picking: is it the head of its customer's queue (sidelined events do not stand in it)? And the view contact_news.
create index inbox_event_queue on rapport.inbox_event (customer_id, seq) where state = 'waiting' and not sidelined;
-- Intake of a live event: what of the customer's is bulk and to be lifted (InboxQueue.LIFT)?
create index inbox_event_bulk on rapport.inbox_event (customer_id, seq) where state = 'waiting' and priority = 1;
-- Every minute: whose events stand behind one that is gone (InboxQueue.callForgotten)?
create index inbox_event_behind on rapport.inbox_event (customer_id, seq) where state = 'waiting' and behind;
-- Gauges, every few seconds: how many are in these states?
create index inbox_event_sidelined on rapport.inbox_event (seq) where state = 'waiting' and sidelined;
create index inbox_event_delivering on rapport.inbox_event (seq) where state = 'delivering';
create index inbox_event_retrying on rapport.inbox_event (due_at) where state = 'waiting' and (attempts > 0 or conflicts > 0);
-- Every second: which unmatched events are to be offered again, and the time to live of which is over (UnmatchedEventStore)?
create index inbox_event_unmatched on rapport.inbox_event (due_at) where state = 'unmatched';
create index inbox_event_expiring on rapport.inbox_event (expires_at) where state = 'unmatched';
-- An instance begins to wait: which unmatched events name what it is about (UnmatchedEventStore.WAKE)? A list of pending entries
-- would be read through at each lookup.
create index inbox_event_unmatched_refs on rapport.inbox_event using gin (refs) with (fastupdate = off) where state = 'unmatched';
-- The operators' page of dead letters, the newest first (DeadLetters.PAGE).
create index inbox_event_dead on rapport.inbox_event (settled_at, seq) where state = 'dead';
-- Every second: which delayed events are to be delivered (InboxQueue.deliver)?
create index inbox_event_scheduled on rapport.inbox_event (deliver_at) where state = 'scheduled';
-- Erasure: all events of a customer (EventArchive).
create index inbox_event_customer on rapport.inbox_event (customer_id);
-- Operators choose a span of time (DeadLetters.chosen). Small, since events are received in order.
create index inbox_event_received on rapport.inbox_event using brin (received_at);

-- What events were known by that are deleted: one that is sent again is still known (docs/adr/0048). Narrow, and by hash, so
-- that an entry is as short as can be whatever senders call their events.
create table rapport.inbox_identity (
    identity bytea       primary key check (octet_length(identity) = 16),
    noted_at timestamptz not null
);
comment on column rapport.inbox_identity.noted_at is 'by the business clock; the event is deleted some time later, so that no statement of the intake sees neither';
-- Retention, each night (EventIdentityRetention).
create index inbox_identity_noted on rapport.inbox_identity (noted_at);

-- Stable and plain, so that it becomes part of the statement that calls it.
create function rapport.inbox_identity_of(source text, id text) returns bytea
    language sql stable parallel safe
    return substr(sha256(convert_to(source || E'\n' || id, 'UTF8')), 1, 16);

-- One journey's failure concerns that journey alone (docs/adr/0033): what an event still owes to one journey.
create table rapport.inbox_delivery (
    id          bigint  primary key default nextval('rapport.inbox_seq'),
    event_seq   bigint  not null references rapport.inbox_event (seq) on delete cascade,
    journey     text    not null,
    customer_id text    not null,
    state       text    not null default 'open' check (state in ('open', 'done', 'dead', 'discarded')),
    sidelined       boolean not null default false,
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
comment on column rapport.inbox_delivery.sidelined is 'its type is loose and it failed: later events need not wait for it';

-- Each batch: which journeys are behind for its customers (DeliveryStore.BEHIND), and who is next for one of them?
create index inbox_delivery_queue on rapport.inbox_delivery (customer_id, journey, event_seq) where state = 'open' and not sidelined;
-- Every second: whose turn or next try has come (DeliveryStore.DUE)?
create index inbox_delivery_due on rapport.inbox_delivery (due_at) where state = 'open' and due_at is not null;
-- Gauge and operators' page of what journeys failed on.
create index inbox_delivery_dead on rapport.inbox_delivery (settled_at, id) where state = 'dead';
-- Erasure lets go of what is owed for the customer (EventArchive).
create index inbox_delivery_customer on rapport.inbox_delivery (customer_id) where state in ('open', 'dead');

-- What each worker has in hand, so that events that kill the process are found (docs/adr/0014), and how much it has done,
-- a minute at a time: the rate of all nodes without counting events.
create table rapport.inbox_worker (
    worker         text primary key,
    node           text        not null,
    seqs           bigint[]    not null default '{}',
    marked_at      timestamptz not null,
    server_started timestamptz not null default pg_postmaster_start_time(),
    minute         timestamptz not null default '-infinity',
    done_now       integer     not null default 0,
    done_before    integer     not null default 0
);
comment on table rapport.inbox_worker is 'a mark is committed before events are worked on and cleared in the transaction of their work; one that is left behind tells that the process died over these events';
comment on column rapport.inbox_worker.node is 'one start of the application';
comment on column rapport.inbox_worker.marked_at is 'in real time';
-- A database that was restarted ends all transactions, and no process has died: such marks count no deaths.
comment on column rapport.inbox_worker.server_started is 'when the database server was started that the mark was written to, by its own clock';
comment on column rapport.inbox_worker.minute is 'the minute that done_now counts, in the business clock''s time; done_before counts the one before';

-- A mark shows a death only if its node is silent, too: a connection may break while the process lives (docs/adr/0014).
create table rapport.inbox_node (
    node    text primary key,
    seen_at timestamptz not null
);
comment on table rapport.inbox_node is 'one row for each start of the application that works events off: it signs every second that it lives';
comment on column rapport.inbox_node.seen_at is 'in real time, by the clock of the database';

-- What operators decide about events: replay, discard; who, when and why.
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

-- What the company received counts from that moment: events that may forbid a message and are not processed yet, be it
-- behind a backlog or behind one that fails.
-- for customer, outbox
create view rapport.contact_news as
select distinct customer_id,
       case when type like 'order.%' then type || ' ' || (data ->> 'orderId') else type end as about
from rapport.inbox_event
where state = 'waiting' and not sidelined
  and type in ('customer.erased', 'consent.withdrawn', 'contact.preferred', 'complaint.opened',
               'order.returned', 'order.cancelled');
comment on view rapport.contact_news is 'by type, with the order''s id if it is about one; what is sidelined has failed and keeps nobody waiting';
