-- The day of a customer's first order as a date of theirs, and the customers of a time zone for festivals (docs/adr/0088).

-- Nothing of it can fail: a clock that nobody knows is UTC's, as one that no system sent.
create function rapport.day_on_clock(moment timestamptz, zone text) returns date
    language plpgsql stable as
$$
begin
    return (moment at time zone coalesce(nullif(zone, ''), 'UTC'))::date;
exception when others then
    return (moment at time zone 'UTC')::date;
end
$$;

-- The first order that stands, of some customers. What an import of the past says is no news (docs/adr/0071).
create function rapport.find_first_orders(ids text[]) returns void
    language sql as
$$
    with first as (
        select o.customer_id, coalesce(c.time_zone, '') as time_zone, min(o.placed_at) as placed_at
        from rapport.customer_order o join rapport.customer c on c.id = o.customer_id
        where o.customer_id = any(ids) and o.placed_at is not null and o.called_off is null and not o.former
          and c.erased_at is null
        group by o.customer_id, c.time_zone),
    gone as (
        delete from rapport.customer_date d
        where d.customer_id = any(ids) and d.name = 'first-order'
          and not exists (select from first f where f.customer_id = d.customer_id))
    insert into rapport.customer_date as d (customer_id, name, month_day, year, time_zone, changed)
    select f.customer_id, 'first-order', to_char(day, 'MMDD')::smallint, to_char(day, 'YYYY')::smallint, f.time_zone,
           current_setting('rapport.import', true) is distinct from 'on'
    from first f cross join lateral rapport.day_on_clock(f.placed_at, f.time_zone) day
    order by f.customer_id
    on conflict (customer_id, name) do update
    set month_day = excluded.month_day, year = excluded.year, time_zone = excluded.time_zone,
        changed = d.changed or excluded.changed
    where (d.month_day, d.year, d.time_zone) is distinct from (excluded.month_day, excluded.year, excluded.time_zone)
$$;

-- All writers of orders are caught: events, imports, merges. An order that is not the first one costs a lookup by key.
create function rapport.keep_first_orders_placed() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct p.customer_id) into ids
    from placed p
    left join rapport.customer_date d on d.customer_id = p.customer_id and d.name = 'first-order'
    where p.placed_at is not null and p.called_off is null and not p.former
      and (d.customer_id is null
           -- a clock differs from UTC's by a day at the most
           or p.placed_at < make_date(d.year, d.month_day / 100, d.month_day % 100) + interval '1 day');
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;
create trigger first_orders_placed after insert on rapport.customer_order
    referencing new table as placed
    for each statement execute function rapport.keep_first_orders_placed();

create function rapport.keep_first_orders_changed() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct c.customer_id) into ids
    from (select unnest(array[b.customer_id, a.customer_id]) as customer_id
          from after a join before b using (id)
          where (a.customer_id, a.placed_at, a.called_off, a.former)
                is distinct from (b.customer_id, b.placed_at, b.called_off, b.former)) c;
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;
create trigger first_orders_changed after update on rapport.customer_order
    referencing old table as before new table as after
    for each statement execute function rapport.keep_first_orders_changed();

create function rapport.keep_first_orders_gone() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct customer_id) into ids from gone;
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;
create trigger first_orders_gone after delete on rapport.customer_order
    referencing old table as gone
    for each statement execute function rapport.keep_first_orders_gone();

-- As before, but the first order's day is left alone, and its clock goes with the customer's.
create or replace function rapport.keep_customer_dates() returns trigger
    language plpgsql as
$$
begin
    update rapport.customer_date d
    set time_zone = coalesce(new.time_zone, ''),
        changed = d.changed or current_setting('rapport.import', true) is distinct from 'on'
    where d.customer_id = new.id and d.name = 'first-order' and d.time_zone <> coalesce(new.time_zone, '');
    with dates as (
        select 'birthday' as name,
               to_char(new.birthday, 'MMDD')::smallint as month_day,
               case when not new.birthday_without_year then to_char(new.birthday, 'YYYY')::smallint end as year
        where new.birthday is not null
        union all
        select 'attributes.' || a.key,
               (substr(a.value, 6, 2) || substr(a.value, 9, 2))::smallint,
               substr(a.value, 1, 4)::smallint
        from jsonb_each_text(new.attributes) a
        where jsonb_typeof(new.attributes -> a.key) = 'string' and a.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'),
    gone as (
        delete from rapport.customer_date d
        where d.customer_id = new.id and d.name <> 'first-order' and not exists (select from dates n where n.name = d.name))
    insert into rapport.customer_date as d (customer_id, name, month_day, year, time_zone, changed)
    select new.id, name, month_day, year, coalesce(new.time_zone, ''),
           current_setting('rapport.import', true) is distinct from 'on'
    from dates
    on conflict (customer_id, name) do update
    set month_day = excluded.month_day, year = excluded.year, time_zone = excluded.time_zone,
        changed = d.changed or excluded.changed
    where (d.month_day, d.year, d.time_zone) is distinct from (excluded.month_day, excluded.year, excluded.time_zone);
    return null;
end
$$;

-- A clock that changes concerns who has a first order and no other date, too.
drop trigger customer_dates_update on rapport.customer;
create trigger customer_dates_update after update on rapport.customer
    for each row
    when ((old.birthday, old.birthday_without_year) is distinct from (new.birthday, new.birthday_without_year)
          or old.attributes <> new.attributes
             and old.attributes::text || new.attributes::text ~ '"[0-9]{4}-[0-9]{2}-[0-9]{2}"'
          or old.time_zone is distinct from new.time_zone)
    execute function rapport.keep_customer_dates();

-- The customers of a time zone, in order (Customers.IN_TIME_ZONE, TIME_ZONES).
create index customer_zone on rapport.customer (coalesce(time_zone, ''), id) where erased_at is null;

-- Who has ordered already: their dates are no news.
insert into rapport.customer_date (customer_id, name, month_day, year, time_zone, changed)
select f.customer_id, 'first-order', to_char(day, 'MMDD')::smallint, to_char(day, 'YYYY')::smallint, f.time_zone, false
from (select o.customer_id, coalesce(c.time_zone, '') as time_zone, min(o.placed_at) as placed_at
      from rapport.customer_order o join rapport.customer c on c.id = o.customer_id
      where o.placed_at is not null and o.called_off is null and not o.former and c.erased_at is null
      group by o.customer_id, c.time_zone) f
cross join lateral rapport.day_on_clock(f.placed_at, f.time_zone) day;
comment on column rapport.customer_date.name is 'as dates.yaml names it: birthday, first-order, attributes.contractEnd';
