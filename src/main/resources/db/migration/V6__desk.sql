-- What staff wrote in a task's form: text stays here, never in the engine.
create table rapport.task_submission (
    task_id      text primary key,
    task         text        not null,
    journey      text        not null,
    instance_id  text        not null,
    customer_id  text,
    submitted_by text,
    submitted_at timestamptz not null,
    answers      jsonb       not null
);
create index task_submission_customer on rapport.task_submission (customer_id, submitted_at desc);
create index task_submission_instance on rapport.task_submission (instance_id);
