-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.outbox_message add column original_customer_id text;
