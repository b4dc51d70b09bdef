-- One row a journey instance: uniqueness, re-entry, outcome, and the way from a customer to the instances.
create table rapport.journey (
    instance_id  text primary key,
    journey      text        not null,
    business_key text        not null,
    customer_id  text        not null,
    called_by    text,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    outcome      text,
    former       boolean     not null default false
);
comment on column rapport.journey.called_by is 'the instance whose call activity started this one, if any';
-- Whoever was erased and registers again under the same id is a new customer (docs/adr/0044).
comment on column rapport.journey.former is 'about a customer who has been erased since: no bar to another start when somebody registers under the same id';
-- At most one running instance a journey and key, whatever the number of nodes.
create unique index journey_running on rapport.journey (journey, business_key) where ended_at is null;
create index journey_by_key on rapport.journey (business_key, journey, started_at desc);
create index journey_by_customer on rapport.journey (customer_id, started_at desc);

-- What we add to the engine's tables, all of it here. The engine neither needs nor minds it.

-- The engine looks for due jobs by due date and has no index for that: with many timers waiting, each look reads them all.
create index rapport_job_duedate on rapport.act_ru_job (duedate_);

-- Tables in which rows come and go by the thousand: vacuum and fresh statistics after two per cent of change, not twenty.
alter table rapport.act_ru_execution set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_event_subscr set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_job set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_variable set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
