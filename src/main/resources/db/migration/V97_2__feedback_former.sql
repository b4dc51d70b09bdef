-- Scores of before an erasure count for what they are about, and say nothing of who has the id now (docs/adr/0126).
-- for segment
create or replace view rapport.given_score as
select customer_id, kind, answered_at, score from rapport.survey
where score is not null and opened_at > rapport.known_since(coalesce(original_customer_id, customer_id));
