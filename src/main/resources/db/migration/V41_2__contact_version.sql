-- What says whether a customer may be written to, as one value that changes with it (docs/adr/0046): many customers are
-- read at once, and at the moment of sending the outbox asks whether all is still as it was read.
drop view rapport.contact_version;

create table rapport.contact_version (
    subject text primary key,
    version xid8 not null
) with (fillfactor = 80);
comment on table rapport.contact_version is 'one row for each customer, and for each address that was ever suppressed; read by the outbox';
comment on column rapport.contact_version.subject is 'customer:<id>, or address:<hash in hexadecimal digits>';
comment on column rapport.contact_version.version is 'the transaction that last changed something which the contact policy decides by';

-- One row version a transaction, however much it changes. Whoever changes a customer holds the row until the commit, so
-- that a deferral which is about to be written either sees the change or is seen by it.
create function rapport.contact_changed(changed text) returns void
    language sql as
$$
    insert into rapport.contact_version as v (subject, version) values (changed, pg_current_xact_id())
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version
$$;

-- For triggers on tables that a fact of the contact policy reads; the argument names the column with the customer's id.
create function rapport.contact_customer_changed() returns trigger
    language plpgsql as
$$
declare
    customer text;
begin
    if tg_argv[0] = 'customer_id' then
        customer := case when tg_op = 'DELETE' then old.customer_id else new.customer_id end;
    elsif tg_argv[0] = 'id' then
        customer := case when tg_op = 'DELETE' then old.id else new.id end;
    else
        customer := (case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end) ->> tg_argv[0];
    end if;
    if customer is not null then
        insert into rapport.contact_version as v (subject, version) values ('customer:' || customer, pg_current_xact_id())
        on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    end if;
    return null;
end
$$;

create trigger contact_version_insert after insert on rapport.customer
    for each row execute function rapport.contact_customer_changed('id');
create trigger contact_version_update after update on rapport.customer
    for each row
    when ((old.email, old.phone, old.first_name, old.last_name, old.locale, old.time_zone, old.registered_at, old.erased_at)
          is distinct from
          (new.email, new.phone, new.first_name, new.last_name, new.locale, new.time_zone, new.registered_at, new.erased_at))
    execute function rapport.contact_customer_changed('id');

create trigger contact_version after insert or update or delete on rapport.contact_preference
    for each row execute function rapport.contact_customer_changed('customer_id');

create trigger contact_version after insert on rapport.consent_entry
    for each row execute function rapport.contact_customer_changed('customer_id');

create trigger contact_version_insert after insert on rapport.customer_order
    for each row execute function rapport.contact_customer_changed('customer_id');
create trigger contact_version_update after update on rapport.customer_order
    for each row
    when ((old.customer_id, old.returned_at, old.cancelled_at) is distinct from (new.customer_id, new.returned_at, new.cancelled_at))
    execute function rapport.contact_customer_changed('customer_id');

create trigger contact_version_insert after insert or delete on rapport.complaint
    for each row execute function rapport.contact_customer_changed('customer_id');
create trigger contact_version_update after update on rapport.complaint
    for each row
    when ((old.customer_id, old.closed_at) is distinct from (new.customer_id, new.closed_at))
    execute function rapport.contact_customer_changed('customer_id');

-- A suppression is an address's, whoever has it.
create function rapport.contact_address_changed() returns trigger
    language plpgsql as
$$
begin
    perform rapport.contact_changed('address:' || encode(case when tg_op = 'DELETE' then old.address else new.address end, 'hex'));
    return null;
end
$$;
create trigger contact_version after insert or update or delete on rapport.suppression
    for each row execute function rapport.contact_address_changed();

insert into rapport.contact_version (subject, version)
select 'customer:' || id, pg_current_xact_id() from rapport.customer
union all
select distinct 'address:' || encode(address, 'hex'), pg_current_xact_id() from rapport.suppression;

-- What steers the queue is a column.
alter table rapport.outbox_message
    add column wait_for    text,
    add column held_by_cap text check (held_by_cap in ('category', 'total'));
comment on column rapport.outbox_message.wait_for is 'what the contact policy has the message wait for, such as quiet-hours; null where it waits for none of that';
comment on column rapport.outbox_message.held_by_cap is 'which limit holds it, if it waits for a contact to leave the window';

update rapport.outbox_message
set wait_for = inputs ->> 'waitFor', held_by_cap = nullif(inputs ->> 'cap', 'none')
where state = 'queued' and inputs ? 'waitFor';

-- Whatever changes of a customer, messages that the policy put off are evaluated again at once. They are due since they
-- were queued, by the business clock, which the database does not know. A wait that was cut short is forgotten: who had
-- not come to its hour waits for it anew.
create function rapport.wake_deferred() returns trigger
    language plpgsql as
$$
begin
    update rapport.outbox_message set due_at = queued_at, wait_for = null, held_by_cap = null
    where customer_id = substr(new.subject, 10) and state = 'queued' and wait_for is not null;
    return null;
end
$$;
create trigger wake_deferred after insert or update on rapport.contact_version
    for each row when (new.subject like 'customer:%') execute function rapport.wake_deferred();
