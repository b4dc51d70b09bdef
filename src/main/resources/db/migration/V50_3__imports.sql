-- Files that bring the past in (docs/adr/0071): one row each, how far it has come, and the rows that were left out.
create table rapport.import_job (
    id          bigint generated always as identity primary key,
    kind        text        not null check (kind in ('customers', 'orders', 'consents', 'points')),
    state       text        not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
    dry_run     boolean     not null,
    sender      text        not null,
    mapping     text,
    storage     text,
    file        text,
    bytes       bigint      not null,
    bytes_read  bigint      not null default 0,
    records     bigint      not null default 0,
    taken       bigint      not null default 0,
    unchanged   bigint      not null default 0,
    left_out    bigint      not null default 0,
    head        text[],
    charset     text,
    separator   text,
    detail      text,
    created_at  timestamptz not null default clock_timestamp(),
    started_at  timestamptz,
    updated_at  timestamptz not null default clock_timestamp(),
    ended_at    timestamptz
);
comment on column rapport.import_job.sender is 'the system that sent the file, or command-line';
comment on column rapport.import_job.mapping is 'the text of the mapping; null: columns are named as fields are';
comment on column rapport.import_job.storage is 'the directory that holds the file, by the name that is kept in it; null: the command line reads its own file';
comment on column rapport.import_job.records is 'records of the file that are done, whose rows are committed with this number';
comment on column rapport.import_job.head is 'the names of the columns, as they stand in the file';
comment on column rapport.import_job.charset is 'as it was stated or found, like the separator';
-- Which file is next (ImportJobs.next)?
create index import_job_open on rapport.import_job (storage, id) where state in ('waiting', 'running');

create table rapport.import_fault (
    import_id   bigint  not null references rapport.import_job (id) on delete cascade,
    n           bigint  not null,
    line        bigint  not null,
    customer_id text,
    contact     text,
    cells       text[]  not null,
    wrong       text,
    value       text,
    fix         text    not null,
    primary key (import_id, n)
);
comment on column rapport.import_fault.n is 'the record of the file';
comment on column rapport.import_fault.line is 'where the record begins in the file';
comment on column rapport.import_fault.customer_id is 'whom the row is about, as far as it says';
comment on column rapport.import_fault.contact is 'the address that the row names its customer by, in small letters';
comment on column rapport.import_fault.wrong is 'the column of what is wrong; null: the row as a whole, or another row of its order';
-- Erasure: the rows of a customer.
create index import_fault_customer on rapport.import_fault (customer_id) where customer_id is not null;
create index import_fault_contact on rapport.import_fault (contact) where contact is not null;
