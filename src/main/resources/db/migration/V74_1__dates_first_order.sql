-- The days of first orders are looked up by customer, whatever the planner expects. It took the index of the days (name,
-- month_day, ...) while there were few of them, kept that plan, and read all first orders for each set of orders: with the
-- name as an expression only the key is left. In PL/pgSQL the statement is planned once a session; the body of a function in
-- SQL was planned at each call.
create or replace function rapport.find_first_orders(ids text[]) returns void
    language plpgsql as
$$
begin
    with first as (
        select o.customer_id, coalesce(c.time_zone, '') as time_zone, min(o.placed_at) as placed_at
        from rapport.customer_order o join rapport.customer c on c.id = o.customer_id
        where o.customer_id = any(ids) and o.placed_at is not null and o.called_off is null and not o.former
          and c.erased_at is null
        group by o.customer_id, c.time_zone),
    gone as (
        delete from rapport.customer_date d
        where d.customer_id = any(ids) and d.name || '' = 'first-order'
          and not exists (select from first f where f.customer_id = d.customer_id))
    insert into rapport.customer_date as d (customer_id, name, month_day, year, time_zone, changed)
    select f.customer_id, 'first-order', to_char(day, 'MMDD')::smallint, to_char(day, 'YYYY')::smallint, f.time_zone,
           current_setting('rapport.import', true) is distinct from 'on'
    from first f cross join lateral rapport.day_on_clock(f.placed_at, f.time_zone) day
    order by f.customer_id
    on conflict (customer_id, name) do update
    set month_day = excluded.month_day, year = excluded.year, time_zone = excluded.time_zone,
        changed = d.changed or excluded.changed
    where (d.month_day, d.year, d.time_zone) is distinct from (excluded.month_day, excluded.year, excluded.time_zone);
end
$$;

create or replace function rapport.keep_first_orders_placed() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct p.customer_id) into ids
    from placed p
    left join lateral (
        select make_date(d.year, d.month_day / 100, d.month_day % 100) as day
        from rapport.customer_date d where d.customer_id = p.customer_id and d.name || '' = 'first-order' limit 1) d on true
    where p.placed_at is not null and p.called_off is null and not p.former
      -- a clock differs from UTC's by a day at the most
      and (d.day is null or p.placed_at < d.day + interval '1 day');
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;

-- One pass over both states instead of four: what is in one of them alone has changed.
create or replace function rapport.keep_first_orders_changed() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct c.customer_id) into ids
    from (select customer_id
          from (select id, customer_id, placed_at, called_off, former from before
                union all
                select id, customer_id, placed_at, called_off, former from after) both_states
          group by id, customer_id, placed_at, called_off, former
          having count(*) = 1) c;
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;
