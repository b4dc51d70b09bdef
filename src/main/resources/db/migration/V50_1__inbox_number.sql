-- A number in the order of events for what is no event of its own, such as a withdrawal that a file brought in: it comes
-- after whatever was said before.
-- for customer
create function rapport.next_event_number() returns bigint
    language sql as
$$
select nextval('rapport.inbox_seq')
$$;
