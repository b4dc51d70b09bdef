-- What an import of the past says is no news (docs/adr/0071): whose moment has passed before it is not looked for. Nothing of
-- it can fail, whatever the attributes hold: what is no day of the calendar is a number that no day has.
create or replace function rapport.keep_customer_dates() returns trigger
    language plpgsql as
$$
begin
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
        where d.customer_id = new.id and not exists (select from dates n where n.name = d.name))
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
