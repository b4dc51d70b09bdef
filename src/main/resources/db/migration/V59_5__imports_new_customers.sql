-- A row may name a customer by an id that nobody has, as an event may: the customer is made by the id alone. A typing mistake
-- makes one, too, so that the report counts them.
alter table rapport.import_job add column customers_made bigint not null default 0;
comment on column rapport.import_job.customers_made is 'customers of whom nothing was known, made by the id that a row of orders, consents or points names';
