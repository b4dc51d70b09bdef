-- The rhythm of who ordered once: that of the products that they bought (docs/lifecycle.md).
create view rapport.relationship_product_interval as
select o.customer_id, min(r.days) as days
from rapport.customer_order o
join rapport.customer_order_item i on i.order_id = o.id
join rapport.replenishment r on r.sku = i.sku
where o.called_off is null and not o.former
group by o.customer_id;
comment on view rapport.relationship_product_interval is 'after how many days customers usually buy the first of the products again that the customer has bought; asked for one customer at a time';
