-- Points are asked for by segments alone.
create or replace function rapport.note_changed_points() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.changed_customer (kind, customer_id, first_listener)
    select distinct 1, customer_id, 300 from new_entries order by customer_id;
    return null;
end
$$;
