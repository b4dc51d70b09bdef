-- Tiers and stages change in sets: one statement for all customers of a set who stand otherwise now, in their order, instead of
-- one for each.
create function rapport.contact_of_moved_customers() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.contact_version as v (subject, version)
    select 'customer:' || m.customer_id, pg_current_xact_id()
    from (select n.customer_id
          from stood o join stands n using (customer_id)
          where (o.tier, o.stage) is distinct from (n.tier, n.stage)
          order by n.customer_id) m
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    return null;
end
$$;
drop trigger contact_version_update on rapport.customer_relationship;
create trigger contact_version_update after update on rapport.customer_relationship
    referencing old table as stood new table as stands
    for each statement execute function rapport.contact_of_moved_customers();
