-- The channel task: a message that staff bring to the customer waits with them, by no worker's lease.
alter table rapport.outbox_message
    drop constraint outbox_message_state_check,
    add constraint outbox_message_state_check check (
        state in ('queued', 'claimed', 'sending', 'assigned', 'sent', 'withheld', 'failed', 'unknown'));
