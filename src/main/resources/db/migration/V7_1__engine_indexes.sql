-- What we add to the engine's tables, all of it here. The engine neither needs nor minds it.

-- The engine looks for due jobs by due date and has no index for that: with many timers waiting, each look reads them all.
create index rapport_job_duedate on act_ru_job (duedate_);

-- Tables in which rows come and go by the thousand: vacuum and fresh statistics after two per cent of change, not twenty.
alter table act_ru_execution set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table act_ru_event_subscr set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table act_ru_job set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table act_ru_variable set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.inbox_event set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.outbox_message set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
