-- The contact policy may ask who is in a segment: each entry and exit that is news has what was decided by it decided anew.
-- What a changed definition finds is state, as it is for journeys (docs/adr/0103).
create trigger contact_version_insert after insert on rapport.segment_change
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();
