-- for feedback
create view rapport.panel_candidate as
select m.segment, m.customer_id from rapport.segment_member m;
comment on view rapport.panel_candidate is 'who may be invited to a round of the panel: the members of its segment';

-- for feedback
create view rapport.panel_segment as
select s.name from rapport.segment s where s.state = 'ready';
comment on view rapport.panel_segment is 'the segments whose members are known; one that is being built invites nobody';
