-- A change of many orders at once costs what it changes: a join of the two states was planned for few rows, kept by the
-- session, and then compared each row with each.
create or replace function rapport.keep_first_orders_changed() returns trigger
    language plpgsql as
$$
declare
    ids text[];
begin
    select array_agg(distinct c.customer_id) into ids
    from ((select id, customer_id, placed_at, called_off, former from before
           except select id, customer_id, placed_at, called_off, former from after)
          union all
          (select id, customer_id, placed_at, called_off, former from after
           except select id, customer_id, placed_at, called_off, former from before)) c;
    if ids is not null then
        perform rapport.find_first_orders(ids);
    end if;
    return null;
end
$$;
