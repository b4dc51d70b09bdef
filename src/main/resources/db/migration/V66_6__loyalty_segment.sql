-- What segments ask of points.
-- for segment
create view rapport.points_entry as
select customer_id, points from rapport.loyalty_entry;
