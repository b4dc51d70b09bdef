-- What each worker has in hand, so that events that kill the process are found (docs/adr/0014).
create table rapport.inbox_worker (
    worker    text primary key,
    node      text        not null,
    seqs      bigint[]    not null default '{}',
    marked_at timestamptz not null
);
comment on table rapport.inbox_worker is 'a mark is committed before events are worked on and cleared in the transaction of their work; one that is left behind tells that the process died over these events';
comment on column rapport.inbox_worker.node is 'one start of the application';
comment on column rapport.inbox_worker.marked_at is 'in real time';

alter table rapport.inbox_event
    add column suspect boolean not null default false,
    add column deaths  integer not null default 0;
comment on column rapport.inbox_event.suspect is 'a process died while it worked on this event, perhaps among others; from then on it is tried alone';
comment on column rapport.inbox_event.deaths is 'how often a process died while it worked on this event alone';
