-- When all customers were last evaluated by other tables of tier and stage: none of it was news, and segments that ask for
-- them are built anew.
-- for segment
create view rapport.relationship_evaluated as
select finished_at from rapport.relationship_rebuild where finished_at is not null;
