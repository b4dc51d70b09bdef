-- What segments ask of the dates of customers.
-- for segment
create view rapport.date_of_customer as
select customer_id, name, month_day, year from rapport.customer_date;
