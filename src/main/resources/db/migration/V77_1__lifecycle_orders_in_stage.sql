-- Orders of the past that a file or a merge brings in are none of the stage in which they come.
alter table rapport.customer_relationship add column stage_order_day date;
comment on column rapport.customer_relationship.stage_order_day is 'the last day with an order when the stage began; null if there was none';
