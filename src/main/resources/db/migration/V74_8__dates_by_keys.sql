-- A session plans what these ask for while the tables may be empty, and keeps the plan: it takes the keys from the beginning.
alter function rapport.keep_first_orders_placed() set enable_seqscan = off;

-- An order's conditions are written so that the customer's key alone fits: with "placed_at is not null" and "not former" the
-- index of all orders by their moment did, too.
create or replace function rapport.find_first_orders(ids text[]) returns void
    language plpgsql set enable_seqscan = off as
$$
begin
    with first as (
        select o.customer_id, coalesce(c.time_zone, '') as time_zone, min(o.placed_at) as placed_at
        from rapport.customer_order o join rapport.customer c on c.id = o.customer_id
        where o.customer_id = any(ids) and o.called_off is null and o.former is not true and c.erased_at is null
        group by o.customer_id, c.time_zone
        having min(o.placed_at) is not null),
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
