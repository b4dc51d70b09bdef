-- A database that was restarted ends all transactions, and no process has died: such marks count no deaths (docs/adr/0014).
alter table rapport.inbox_worker
    add column server_started timestamptz not null default pg_postmaster_start_time();
comment on column rapport.inbox_worker.server_started is 'when the database server was started that the mark was written to, by its own clock';
