-- Tasks that come before the lead of their queue where they are not done in time (docs/adr/0139). A row is written with the
-- task where its rule of staff-routing says when, and goes with it where that moment never came.
create table rapport.task_escalation (
    task_id              text primary key,
    task                 text        not null,
    definition_id        text,
    customer_id          text,
    original_customer_id text,
    queue                text        not null,
    planned_at           timestamptz not null,
    escalated_at         timestamptz,
    lead                 text,
    ended_at             timestamptz,
    outcome              text check (outcome in ('done', 'undone', 'cancelled')),
    check ((ended_at is null) = (outcome is null)),
    check (outcome is null or outcome = 'undone' or escalated_at is not null)
);
comment on column rapport.task_escalation.task is 'id of the user task in its model, such as welcome-call';
comment on column rapport.task_escalation.definition_id is 'the version of the model, for the name in the reader''s language; null: a task of no journey';
comment on column rapport.task_escalation.customer_id is 'null: the journey is about a schedule';
comment on column rapport.task_escalation.original_customer_id is 'whose it was before customers were merged; null: whose it is';
comment on column rapport.task_escalation.planned_at is 'when it comes before the lead';
comment on column rapport.task_escalation.escalated_at is 'when it came before the lead; null: not yet, or it ended before';
comment on column rapport.task_escalation.lead is 'the queue or group that it came before; null: nobody led its queue';
comment on column rapport.task_escalation.outcome is 'done: by somebody; undone: its time was over; cancelled: something else ended it, such as a returned order';
-- What is due now.
create index task_escalation_planned on rapport.task_escalation (planned_at) where escalated_at is null and ended_at is null;
-- A customer's.
create index task_escalation_customer on rapport.task_escalation (customer_id);
