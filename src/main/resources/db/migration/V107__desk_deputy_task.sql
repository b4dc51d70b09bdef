-- Who does the work of somebody who is absent is their deputy, and the table of the tasks that deputies have is named after
-- them. Made anew, not renamed, so that its key is named after it as well.
create table rapport.deputy_task (
    task_id text primary key,
    login   text not null,
    deputy  text not null
);
comment on table rapport.deputy_task is 'One row for each open task of an adviser that a deputy has while they are absent';
comment on column rapport.deputy_task.task_id is 'of the engine; the row goes within a minute after the task';
comment on column rapport.deputy_task.login is 'whose it is when they are back';
comment on column rapport.deputy_task.deputy is 'who has it';
insert into rapport.deputy_task (task_id, login, deputy) select task_id, login, deputy from rapport.stand_in;
drop table rapport.stand_in;

comment on column rapport.absence.deputy is 'who does their work; null: whom staff.yaml names for the person';
