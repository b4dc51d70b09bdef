-- What segments ask of values.
-- for segment
create view rapport.customer_worth as
select customer_id, value_class, alive from rapport.customer_value;
