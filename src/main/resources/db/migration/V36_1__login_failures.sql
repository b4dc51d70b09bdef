-- Wrong passwords, counted for a login from an address together, in a window that ends.
create table rapport.login_failure (
    attempt  bytea primary key,
    login    bytea       not null,
    failures int         not null,
    ends_at  timestamptz not null
);
comment on table rapport.login_failure is 'rows whose window has ended are deleted when the next password is wrong';
comment on column rapport.login_failure.attempt is 'SHA-256 of login and address';
comment on column rapport.login_failure.login is 'SHA-256 of the login as it was typed, which may be anything';
create index login_failure_by_login on rapport.login_failure (login);
create index login_failure_by_end on rapport.login_failure (ends_at);
