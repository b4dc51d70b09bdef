-- What segments ask of complaints and surveys.
-- for segment
create view rapport.unsettled_complaint as
select customer_id from rapport.complaint where closed_at is null;

-- for segment
create view rapport.given_score as
select customer_id, kind, answered_at, score from rapport.survey where score is not null;
