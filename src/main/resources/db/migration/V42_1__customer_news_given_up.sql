-- Messages that wait for an event which may forbid them are evaluated again when it is worked off, since that changes the
-- customer. An event that is given up, or put beside the queue, changes nothing, and nobody would tell them.
create trigger contact_news_given_up after update on rapport.inbox_event
    for each row
    when (old.state = 'waiting' and not old.sidelined
          and (new.state in ('dead', 'discarded') or new.state = 'waiting' and new.sidelined))
    execute function rapport.contact_customer_changed('customer_id');
