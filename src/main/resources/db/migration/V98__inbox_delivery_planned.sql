-- A release has events that failed on a journey tried at once. If that fails, too, the plan of their tries goes on as it was.
alter table rapport.inbox_delivery add column planned_at timestamptz;
comment on column rapport.inbox_delivery.planned_at is 'when the next try was due, while a release has it tried earlier; such a try does not count if it fails';
