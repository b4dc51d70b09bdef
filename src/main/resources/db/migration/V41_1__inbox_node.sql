-- A mark tells of a death only if its node is silent, too: a connection may break while the process lives (docs/adr/0014).
create table rapport.inbox_node (
    node    text primary key,
    seen_at timestamptz not null
);
comment on table rapport.inbox_node is 'one row for each start of the application that works events off: it signs every second that it lives';
comment on column rapport.inbox_node.seen_at is 'in real time, by the clock of the database';
