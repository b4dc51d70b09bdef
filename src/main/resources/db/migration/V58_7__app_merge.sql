-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.message_preview add column original_customer_id text;
