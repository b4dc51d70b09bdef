-- Retention, each night: orders of customers who were erased, when the books need them no longer.
create index customer_order_former on rapport.customer_order (placed_at) where former;
