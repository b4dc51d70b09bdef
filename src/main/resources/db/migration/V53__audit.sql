-- Who saw and changed what of customers (docs/adr/0076). The application inserts and reads; the months go by their function.

-- A customer stands in the log under a random name. Erasure deletes the row: what remains leads to nobody.
create table rapport.audit_subject (
    customer_id text primary key,
    pseudonym   uuid not null unique default gen_random_uuid()
);

create table rapport.audit_entry (
    id         bigint generated always as identity,
    at         timestamptz not null default clock_timestamp(),
    actor_kind text        not null check (actor_kind in ('staff', 'system', 'customer', 'rapport')),
    actor      text        not null,
    action     text        not null check (action in ('read', 'change', 'export', 'erase', 'merge', 'import')),
    what       text        not null check (what ~ '^[a-z][a-z0-9.-]{0,63}$'),
    subject    uuid,
    why        text        not null check (length(why) between 1 and 500)
) partition by range (at);
comment on column rapport.audit_entry.at is 'the clock of the database: who writes cannot date an entry back';
comment on column rapport.audit_entry.actor is 'the login, or the name of the system; empty for a customer and for Rapport itself';
comment on column rapport.audit_entry.what is 'such as customer-page, or the type of an event; never data';
comment on column rapport.audit_entry.subject is 'the pseudonym of the customer; null: about no single customer';
-- A customer's entries, newest first (AuditLog.newest).
create index audit_entry_subject on rapport.audit_entry (subject, at);
-- All entries, newest first (AuditLog.newest without a customer).
create index audit_entry_at on rapport.audit_entry (at);

create function rapport.refuse_audit_change() returns trigger
    language plpgsql as
$$
begin
    raise exception 'the audit log is written and read, and nothing else: % is refused', tg_op
        using errcode = 'insufficient_privilege';
end
$$;

-- Holds for the tables' owner, too. Each month gets it as it becomes a part; a truncation concerns one table alone, so
-- that each month has a trigger of its own for it.
create trigger audit_entry_unchanged before update or delete on rapport.audit_entry
    for each row execute function rapport.refuse_audit_change();
create trigger audit_entry_not_emptied before truncate on rapport.audit_entry
    for each statement execute function rapport.refuse_audit_change();

-- Makes this month and the twelve next ones, so that an entry always finds its month. Months are made beside the log and
-- then attached: neither writers nor readers wait.
create function rapport.open_audit_months() returns void
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp as
$$
declare
    first constant timestamp := date_trunc('month', clock_timestamp() at time zone 'UTC');
    starts         timestamp;
    part           text;
begin
    if to_regclass('rapport.audit_entry_' || to_char(first + interval '12 months', 'YYYY_MM')) is not null then
        return;
    end if;
    -- one node at a time
    lock table rapport.audit_entry in share update exclusive mode;
    for n in 0..12 loop
        starts := first + make_interval(months => n);
        part := 'audit_entry_' || to_char(starts, 'YYYY_MM');
        if to_regclass('rapport.' || part) is null then
            execute format('create table rapport.%I (like rapport.audit_entry including defaults including constraints)', part);
            execute format('revoke all on rapport.%I from public', part);
            execute format(
                'create trigger audit_entry_not_emptied before truncate on rapport.%I for each statement execute function rapport.refuse_audit_change()',
                part);
            execute format(
                'alter table rapport.audit_entry attach partition rapport.%I for values from (%L) to (%L)',
                part, to_char(starts, 'YYYY-MM-DD') || ' 00:00:00+00',
                to_char(starts + interval '1 month', 'YYYY-MM-DD') || ' 00:00:00+00');
        end if;
    end loop;
end
$$;
comment on function rapport.open_audit_months() is 'runs with the rights of the tables'' owner: the application''s role makes no tables';

-- Drops the months that ended before a moment, and no other part of the log. Whatever it is asked, what is younger than
-- twelve months stays.
create function rapport.drop_audit_months(before timestamptz) returns integer
    language plpgsql security definer
    set search_path = pg_catalog, pg_temp
    set lock_timeout = '2s' as
$$
declare
    border constant timestamptz := least(before, clock_timestamp() - interval '12 months');
    dropped         integer := 0;
    part            text;
begin
    for part in
        select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where i.inhparent = to_regclass('rapport.audit_entry') and c.relname ~ '^audit_entry_[0-9]{4}_[0-9]{2}$'
        order by c.relname
    loop
        continue when (to_date(right(part, 7), 'YYYY_MM')::timestamp + interval '1 month') at time zone 'UTC' > border;
        execute format('drop table rapport.%I', part);
        dropped := dropped + 1;
    end loop;
    return dropped;
end
$$;
comment on function rapport.drop_audit_months(timestamptz) is 'runs with the rights of the tables'' owner: the application''s role deletes nothing from the log';

revoke all on function rapport.open_audit_months() from public;
revoke all on function rapport.drop_audit_months(timestamptz) from public;

-- What the application's role may do with the log, when it is not the owner; run by the owner after each migration.
-- for app
create function rapport.grant_audit_rights(application name) returns void
    language plpgsql
    set search_path = pg_catalog, pg_temp as
$$
declare
    part text;
begin
    for part in
        select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'rapport' and c.relkind in ('r', 'p')
          and (c.relname in ('audit_entry', 'audit_subject') or c.relname ~ '^audit_entry_[0-9]{4}_[0-9]{2}$')
    loop
        execute format('revoke all on rapport.%I from %I', part, application);
    end loop;
    execute format('grant select on rapport.audit_entry to %I', application);
    execute format('grant insert (actor_kind, actor, action, what, subject, why) on rapport.audit_entry to %I', application);
    execute format('grant select, delete on rapport.audit_subject to %I', application);
    execute format('grant insert (customer_id) on rapport.audit_subject to %I', application);
    execute format('grant execute on function rapport.open_audit_months() to %I', application);
    execute format('grant execute on function rapport.drop_audit_months(timestamptz) to %I', application);
    execute format('revoke execute on function rapport.grant_audit_rights(name) from %I', application);
end
$$;
revoke all on function rapport.grant_audit_rights(name) from public;

select rapport.open_audit_months();
