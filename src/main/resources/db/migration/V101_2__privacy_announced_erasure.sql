-- Who has asked to be erased, and it is known that they did, is written to about what is under way alone
-- (io.rapport.journey.internal.RestrictionFact).
create trigger contact_version after insert or update or delete on rapport.data_request
    for each row execute function rapport.contact_customer_changed('customer_id');
