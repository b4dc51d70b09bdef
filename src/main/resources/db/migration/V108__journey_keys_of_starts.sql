-- How often a journey is called about one thing is its caller's matter (docs/adr/0150): keys are kept of what starts by
-- itself alone. What a called one left here kept a second one from starting, and says nothing.
update rapport.journey_key k set running_instance = null
from rapport.journey j
where j.instance_id = k.running_instance and j.called_by is not null;

-- forgotten for the sake of a customer who was erased, or of called ones: with nothing to say, no row says the same
delete from rapport.journey_key
where running_instance is null and starts = 0 and last_started_at is null;

comment on table rapport.journey_key is 'what journeys that start by themselves are and were about; one that another journey calls has no row';
comment on column rapport.journey_key.starts is 'how often it started';
comment on column rapport.journey_key.last_started_at is 'when it last started; null: it was about a customer who was erased since and comes back as a new one (docs/adr/0044)';
