-- Orders, registrations and consents come in sets: one statement for all customers of a set, in their order, instead of one
-- for each.
create function rapport.contact_of_customers_changed() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.contact_version as v (subject, version)
    select c.subject, pg_current_xact_id()
    from (select distinct 'customer:' || customer_id as subject from changed order by 1) c
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    return null;
end
$$;
drop trigger contact_version_insert on rapport.customer_order;
create trigger contact_version_insert after insert on rapport.customer_order
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();
drop trigger contact_version on rapport.consent_entry;
create trigger contact_version after insert on rapport.consent_entry
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();

create function rapport.contact_of_customers_made() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.contact_version as v (subject, version)
    select c.subject, pg_current_xact_id()
    from (select 'customer:' || id as subject from changed order by 1) c
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    return null;
end
$$;
drop trigger contact_version_insert on rapport.customer;
create trigger contact_version_insert after insert on rapport.customer
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_made();
