-- The same shipment or delay told twice is no news, unless nobody could hear it the first time.
alter table rapport.customer_order add early_news boolean not null default false;
comment on column rapport.customer_order.early_news is 'whether the newest shipment or delay was told before the order itself, when no journey waited for it';
