-- Each channel has workers of its own, and what somebody waits for goes before what can wait (docs/adr/0024). The claim
-- reads this index by channel and urgency, in the order of time; it takes the place of the one by time alone.
drop index rapport.outbox_message_queued;
create index outbox_message_queued
    on rapport.outbox_message (channel, (case when category in ('care', 'promotional') then 1 else 0 end), due_at)
    where state = 'queued';
