-- One row for each thing that a journey was ever about: it carries uniqueness and re-entry, and stays for ever
-- (docs/adr/0004, 0048). At most one running instance a journey and key, whatever the number of nodes.
create table rapport.journey_key (
    business_key     text    not null,
    journey          text    not null,
    running_instance text,
    starts           integer not null default 0,
    last_started_at  timestamptz,
    -- the key first: an event asks for all journeys about what it names
    primary key (business_key, journey)
) with (fillfactor = 90);
comment on column rapport.journey_key.running_instance is 'null: none runs';
comment on column rapport.journey_key.starts is 'how often it started by itself; parts that a journey calls do not count';
comment on column rapport.journey_key.last_started_at is 'when it last started by itself; null: it was only ever called, or it was about a customer who was erased since and comes back as a new one (docs/adr/0044)';

-- One row an instance: the way from a customer to the instances, and the outcome. Ended ones go after a time.
create table rapport.journey (
    instance_id  text primary key,
    journey      text        not null,
    business_key text        not null,
    customer_id  text        not null,
    called_by    text,
    started_at   timestamptz not null,
    ended_at     timestamptz,
    outcome      text
);
comment on column rapport.journey.called_by is 'the instance whose call activity started this one, if any';
-- Erasure: which instances of a customer run (JourneyRegister.running)?
create index journey_by_customer on rapport.journey (customer_id, started_at desc);
-- Retention, each night (JourneyEngineConfiguration).
create index journey_ended on rapport.journey (ended_at) where ended_at is not null;

-- What we add to the engine's tables, all of it here. The engine neither needs nor minds it.

-- The engine queries due jobs by due date and has no index for that: with many timers waiting, each query reads them all.
create index rapport_job_duedate on rapport.act_ru_job (duedate_);

-- Tables in which rows come and go by the thousand: vacuum and fresh statistics after two per cent of change, not twenty.
alter table rapport.act_ru_execution set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_event_subscr set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_job set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table rapport.act_ru_variable set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
