-- Tasks that the table staff-routing could not route, and that went to the fallback queue instead. A row goes when its task
-- is done.
create table rapport.staff_unrouted_task (
    task_id    text        primary key,
    task       text        not null,
    problem    text        not null,
    created_at timestamptz not null
);
comment on column rapport.staff_unrouted_task.task is 'id of the user task in its model, such as investigate';
comment on column rapport.staff_unrouted_task.problem is 'what the table answers, or what a step asks for, for people';
