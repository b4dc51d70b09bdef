-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.task_submission add column original_customer_id text;
alter table rapport.task_comment add column original_customer_id text;
