-- A refund changes what the contact policy reads of its order's customer: of which all was paid back, that does not stand.
create function rapport.contact_customer_refunded() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.contact_version as v (subject, version)
    select c.subject, pg_current_xact_id()
    from (select distinct 'customer:' || o.customer_id as subject
          from refunded r join rapport.customer_order o on o.id = r.order_id order by 1) c
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    return null;
end
$$;
create trigger contact_version after insert on rapport.customer_refund
    referencing new table as refunded
    for each statement execute function rapport.contact_customer_refunded();

-- Whether the address is confirmed decides what a message asks for.
drop trigger contact_version_update on rapport.customer;
create trigger contact_version_update after update on rapport.customer
    for each row
    when ((old.email, old.phone, old.first_name, old.last_name, old.locale, old.time_zone, old.registered_at,
           old.confirmed_at, old.erased_at)
          is distinct from
          (new.email, new.phone, new.first_name, new.last_name, new.locale, new.time_zone, new.registered_at,
           new.confirmed_at, new.erased_at))
    execute function rapport.contact_customer_changed('id');
