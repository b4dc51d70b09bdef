-- In one pass over how customers stood and stand: a join of the two was planned by the first set, which is small, and compared
-- each row of a page of thousands with all others. What is there in one of them alone has changed.
create or replace function rapport.contact_of_moved_customers() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.contact_version as v (subject, version)
    select 'customer:' || m.customer_id, pg_current_xact_id()
    from (select distinct c.customer_id
          from (select customer_id
                from (select customer_id, tier, stage from stood
                      union all
                      select customer_id, tier, stage from stands) both_states
                group by customer_id, tier, stage
                having count(*) = 1) c
          order by c.customer_id) m
    on conflict (subject) do update set version = excluded.version where v.version <> excluded.version;
    return null;
end
$$;
