-- A pick costs the same however many wait behind the head of a customer's queue, and what is live goes before what is
-- bulk (docs/adr/0034).
alter table rapport.inbox_event
    add column lane      smallint not null default 0 check (lane in (0, 1)),
    add column lifted_at timestamptz,
    add column behind    boolean not null default false;
comment on column rapport.inbox_event.lane is '0: live; 1: bulk, its sender said that it may wait for what is live';
comment on column rapport.inbox_event.lifted_at is 'it was bulk, and a live event of the customer that came then stands behind it';
comment on column rapport.inbox_event.behind is 'a worker saw that an earlier event of the customer waits: it is not looked at again before that one leaves the queue';

-- The worker's question: what is to do in this partition, live before bulk, in turn?
create index inbox_event_heads on rapport.inbox_event (partition, lane, due_at, seq) where state = 'waiting' and not behind;
drop index rapport.inbox_event_waiting;
-- What of a customer's is bulk, to be lifted; and whose events stand behind another.
create index inbox_event_bulk on rapport.inbox_event (customer_id, seq) where state = 'waiting' and lane = 1;
create index inbox_event_behind on rapport.inbox_event (customer_id, seq) where state = 'waiting' and behind;
-- To be counted.
create index inbox_event_aside on rapport.inbox_event (seq) where state = 'waiting' and aside;
create index inbox_event_delivering on rapport.inbox_event (seq) where state = 'delivering';
