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
create index login_failure_by_login on rapport.login_failure (login);
create index login_failure_by_end on rapport.login_failure (ends_at);
