-- The dates of customers that events start with (docs/adr/0064), and how far each date and schedule has come.
create table rapport.customer_date (
    customer_id text     not null,
    name        text     not null,
    month_day   smallint not null,
    year        smallint,
    time_zone   text     not null,
    changed     boolean  not null default true,
    primary key (customer_id, name)
);
comment on table rapport.customer_date is 'birthday and each attribute that looks like a date, kept by a trigger: so that a day''s customers are one range of an index, whenever an attribute is declared as date or an entry is added';
comment on column rapport.customer_date.name is 'as dates.yaml names it: birthday, attributes.contractEnd';
comment on column rapport.customer_date.month_day is 'month times 100 plus day';
comment on column rapport.customer_date.year is 'null: unknown';
comment on column rapport.customer_date.time_zone is 'the customer''s, as it was sent; empty: unknown';
comment on column rapport.customer_date.changed is 'date or time zone changed: whether its moment has just passed is still to be checked';
-- A day of a date, and in it the customers of the zones where the hour has come (CustomerDates.PAGE, ZONES).
create index customer_date_day on rapport.customer_date (name, month_day, time_zone, customer_id) include (year);
-- Every few seconds: whose date or zone changed (CustomerDates.CHANGED)?
create index customer_date_changed on rapport.customer_date (customer_id, name) where changed;

-- Nothing of it can fail, whatever the attributes hold: what is no day of the calendar is a number that no day has.
create function rapport.keep_customer_dates() returns trigger
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
    insert into rapport.customer_date as d (customer_id, name, month_day, year, time_zone)
    select new.id, name, month_day, year, coalesce(new.time_zone, '') from dates
    on conflict (customer_id, name) do update
    set month_day = excluded.month_day, year = excluded.year, time_zone = excluded.time_zone, changed = true
    where (d.month_day, d.year, d.time_zone) is distinct from (excluded.month_day, excluded.year, excluded.time_zone);
    return null;
end
$$;

-- Most facts about customers concern no date, and cost a comparison.
create trigger customer_dates_insert after insert on rapport.customer
    for each row when (new.birthday is not null or new.attributes::text ~ '"[0-9]{4}-[0-9]{2}-[0-9]{2}"')
    execute function rapport.keep_customer_dates();
create trigger customer_dates_update after update on rapport.customer
    for each row
    when ((old.birthday, old.birthday_without_year) is distinct from (new.birthday, new.birthday_without_year)
          or old.attributes <> new.attributes
             and old.attributes::text || new.attributes::text ~ '"[0-9]{4}-[0-9]{2}-[0-9]{2}"'
          or old.time_zone is distinct from new.time_zone
             and (new.birthday is not null or new.attributes::text ~ '"[0-9]{4}-[0-9]{2}-[0-9]{2}"'))
    execute function rapport.keep_customer_dates();

-- Who is known already: their dates are no news.
insert into rapport.customer_date (customer_id, name, month_day, year, time_zone, changed)
select c.id, 'birthday', to_char(c.birthday, 'MMDD')::smallint, to_char(c.birthday, 'YYYY')::smallint,
       coalesce(c.time_zone, ''), false
from rapport.customer c where c.birthday is not null
union all
select c.id, 'attributes.' || a.key, (substr(a.value, 6, 2) || substr(a.value, 9, 2))::smallint,
       substr(a.value, 1, 4)::smallint, coalesce(c.time_zone, ''), false
from rapport.customer c cross join lateral jsonb_each_text(c.attributes) a
where jsonb_typeof(c.attributes -> a.key) = 'string' and a.value ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$';

-- One row for each entry of dates.yaml that is live. The row's lock is held while the entry is worked on: one node at a time.
create table rapport.date_progress (
    event_type     text primary key,
    since          timestamptz not null,
    reached        timestamptz not null,
    at_moment      timestamptz,
    after_day      smallint,
    after_zone     text,
    after_customer text
);
comment on column rapport.date_progress.since is 'when the entry was first seen: what was due before is no news';
comment on column rapport.date_progress.reached is 'all that was due until then is raised or let go';
comment on column rapport.date_progress.at_moment is 'the next moment, of which a part is raised: up to this customer of this day of the year and zone; null: none is begun';
