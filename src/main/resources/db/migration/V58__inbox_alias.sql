-- Customers who were merged: the old id leads to the one who stays, for every event that comes and every lock that is taken.
-- One row for each id that is not a customer of its own any more, whatever it was merged through (docs/adr/0073).
create table rapport.inbox_alias (
    customer_id text     primary key,
    survivor    text     not null check (survivor <> customer_id),
    partition   smallint not null
);
comment on table rapport.inbox_alias is 'a survivor is never an alias itself: two merges in a row lead straight to the last';
comment on column rapport.inbox_alias.partition is 'that of the survivor';
-- All ids of a customer, with each batch of events (ProfileTable.meet).
create index inbox_alias_survivor on rapport.inbox_alias (survivor);

-- What came under an id before a merge goes back to it when the merge is undone.
alter table rapport.inbox_event add column original_customer_id text;
alter table rapport.inbox_delivery add column original_customer_id text;
comment on column rapport.inbox_event.original_customer_id is 'under which id it came, if that customer was merged since';
comment on column rapport.inbox_delivery.original_customer_id is 'under which id it came, if that customer was merged since';

-- for customer, journey, privacy
create view rapport.customer_alias as
select customer_id, survivor from rapport.inbox_alias;

-- For those who may hold an old id: a journey's variable, a link in a mail. Costs one look-up in a small index.
-- for customer, feedback, outbox, desk, privacy, app, loyalty
create function rapport.current_customer(id text) returns text
    language plpgsql stable parallel safe as
$$
begin
    return coalesce((select a.survivor from rapport.inbox_alias a where a.customer_id = id), id);
end
$$;

-- Waits for the partitions of customers, and of those whom they lead to, and then says whether one of them was merged while it
-- waited: then what the caller read before is out of date. Volatile, so that each of the two statements sees what is committed.
create function rapport.lock_customers(class integer, partitions integer[], ids text[]) returns boolean
    language plpgsql volatile as
$$
declare
    wanted integer[] := array(select distinct p
                              from (select unnest(partitions) as p
                                    union all
                                    select a.partition from rapport.inbox_alias a where a.customer_id = any(ids)) all_of_them
                              order by p);
begin
    perform pg_advisory_xact_lock(class, p) from unnest(wanted) p;
    return exists (select from rapport.inbox_alias a
                   where a.customer_id = any(ids) and not a.partition = any(wanted));
end
$$;
