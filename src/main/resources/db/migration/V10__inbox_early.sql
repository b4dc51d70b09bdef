-- Early events are looked at as soon as an instance begins to wait for them.
alter table rapport.inbox_event add column hastened integer not null default 0;
comment on column rapport.inbox_event.hastened is 'how often an instance began to wait for this early event; a look that began before does not put off the next one';

-- A list of pending entries would be read through at each look-up.
alter index rapport.inbox_event_early_refs set (fastupdate = off);
