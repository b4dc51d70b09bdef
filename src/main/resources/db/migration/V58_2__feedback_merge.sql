-- Rows of merged customers remember under which id they came (docs/adr/0073).
alter table rapport.survey add column original_customer_id text;
alter table rapport.complaint add column original_customer_id text;
alter table rapport.complaint_answer add column original_customer_id text;
-- A customer's answers, when two are merged.
create index complaint_answer_customer on rapport.complaint_answer (customer_id);
