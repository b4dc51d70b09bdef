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
-- A customer's newest answers (customer card), and those of an instance (later tasks, facts).
create index task_submission_customer on rapport.task_submission (customer_id, submitted_at desc);
create index task_submission_instance on rapport.task_submission (instance_id);

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
-- The comments of a task, of what a journey is about, of an erased customer; those whose time is over.
create index task_comment_task on rapport.task_comment (task_id, written_at desc);
create index task_comment_about on rapport.task_comment (about, written_at desc) where about is not null;
create index task_comment_customer on rapport.task_comment (customer_id) where customer_id is not null;
create index task_comment_remove on rapport.task_comment (remove_at) where remove_at is not null;
comment on column rapport.task_comment.about is 'what the journey is about, such as complaint:C77';
comment on column rapport.task_comment.remove_at is 'when the history of the task goes; rows of the past are deleted as others are written';

-- Wrong passwords, counted for a login from an address together, in a window that ends (docs/adr/0040).
create table rapport.login_failure (
    attempt  bytea       primary key,
    login    bytea       not null,
    failures integer     not null,
    ends_at  timestamptz not null
);
comment on table rapport.login_failure is 'rows whose window has ended are deleted when the next password is wrong';
comment on column rapport.login_failure.attempt is 'SHA-256 of login and address';
comment on column rapport.login_failure.login is 'SHA-256 of the login as it was typed, which may be anything';
-- An administrator unlocks a login; windows that have ended are deleted.
create index login_failure_by_login on rapport.login_failure (login);
create index login_failure_by_end on rapport.login_failure (ends_at);
