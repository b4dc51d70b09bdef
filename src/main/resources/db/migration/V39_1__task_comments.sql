-- What staff write to a task beside its form: text stays here, never in the engine.
create table rapport.task_comment (
    id               text primary key,
    task_id          text        not null,
    instance_id      text,
    root_instance_id text,
    about            text,
    customer_id      text,
    author           text        not null,
    written_at       timestamptz not null,
    message          text        not null check (length(message) between 1 and 4000),
    remove_at        timestamptz
);
create index task_comment_task on rapport.task_comment (task_id, written_at desc);
create index task_comment_about on rapport.task_comment (about, written_at desc) where about is not null;
create index task_comment_customer on rapport.task_comment (customer_id) where customer_id is not null;
create index task_comment_remove on rapport.task_comment (remove_at) where remove_at is not null;
comment on column rapport.task_comment.about is 'what the journey is about, such as complaint:C77';
comment on column rapport.task_comment.remove_at is 'when the history of the task goes; rows of the past are deleted as others are written';
