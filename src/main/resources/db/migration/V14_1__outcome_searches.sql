-- Operators look for messages by order, and by time: the second is small, since rows are queued in the order of time.
create index outbox_message_order on rapport.outbox_message (order_id) where order_id is not null;
create index outbox_message_queued_at on rapport.outbox_message using brin (queued_at);
