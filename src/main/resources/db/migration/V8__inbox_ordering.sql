-- What a customer's later events do while one fails: they wait (strict) or go on (loose), as the catalogue declares.
alter table rapport.inbox_event add column aside boolean not null default false;
comment on column rapport.inbox_event.aside is 'a loose event that failed: it waits for its next try beside the queue, so that later events of the customer need not wait for it';

-- The head of a customer's queue: events that stepped aside do not stand in it.
drop index rapport.inbox_event_waiting_customer;
create index inbox_event_queue on rapport.inbox_event (customer_id, seq) where state = 'waiting' and not aside;
