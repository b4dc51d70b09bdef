-- for journey
create view rapport.close_customer as
select r.customer_id, r.tier, r.tier_since from rapport.customer_relationship r where r.tier in ('intimate', 'face-to-face');
comment on view rapport.close_customer is 'customers whom a person keeps in touch with, by their tier';
