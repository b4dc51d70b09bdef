-- What segments ask of points.
-- for segment
create view rapport.points_entry as
select customer_id, points from rapport.loyalty_entry;

-- Points are given and taken by steps, tills and the night, and no event says so: a customer with others is judged anew.
create function rapport.note_changed_points() returns trigger
    language plpgsql as
$$
begin
    insert into rapport.changed_customer (kind, customer_id)
    select distinct 1, customer_id from new_entries order by customer_id;
    return null;
end
$$;
create trigger changed_customer after insert on rapport.loyalty_entry
    referencing new table as new_entries
    for each statement execute function rapport.note_changed_points();
