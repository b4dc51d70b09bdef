-- A queue that left the file keeps its hours for the tasks that still come to it: those of instances escalated before.
alter table rapport.staff_retired_queue add column hours jsonb;
