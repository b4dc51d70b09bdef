-- The outbox: a journey's step writes the row in the engine's transaction; the dispatcher sends it.
create table rapport.outbox_message (
    id           uuid primary key,
    message      text        not null,
    category     text        not null,
    customer_id  text        references rapport.customer (id),
    staff_id     text,
    order_id     text,
    complaint_id text,
    survey_id    text,
    coupon_code  text,
    journey      text,
    instance_id  text,
    channel      text        not null default 'email',
    priority     smallint    not null default 50 check (priority between 0 and 100),
    -- assigned: a message that staff bring to the customer waits with them, by no worker's lease
    state        text        not null default 'queued'
                 check (state in ('queued', 'claimed', 'sending', 'assigned', 'sent', 'withheld', 'failed', 'unknown')),
    message_id   text        not null unique,
    attempts     integer     not null default 0,
    resends      smallint    not null default 0,
    queued_at    timestamptz not null,
    due_at       timestamptz not null,
    expires_at   timestamptz not null,
    lease_until  timestamptz,
    claimed_by   text,
    contacted_at timestamptz,
    settled_at   timestamptz,
    locale       text,
    recipient    bytea,
    rule         text,
    why          text,
    inputs       jsonb,
    wait_for     text,
    held_by_cap  text        check (held_by_cap in ('category', 'total')),
    check ((customer_id is null) <> (staff_id is null))
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
-- Rows come and go by the thousand: vacuum and fresh statistics after two per cent of change, not twenty.
comment on column rapport.outbox_message.channel is 'what it goes out on, or went: the policy may switch to another of the message''s channels';
comment on column rapport.outbox_message.priority is '0 to 100: of two messages that want the last contact of a window, the higher goes first';
comment on column rapport.outbox_message.message_id is 'the Message-ID header, fixed with the row: a second attempt carries the same';
comment on column rapport.outbox_message.resends is 'how often it went out again, by its rule, after nobody knew whether it had arrived';
comment on column rapport.outbox_message.lease_until is 'in real time, never in the business clock: when another worker may take the row over';
comment on column rapport.outbox_message.contacted_at is 'business time at which it was handed over; null again when it certainly did not arrive. Caps count these';
comment on column rapport.outbox_message.recipient is 'HMAC of the address that it last went to, as in suppression: a bounce is about that one, whatever the customer''s is by then';
comment on column rapport.outbox_message.rule is 'code of the rule behind the latest decision, such as quiet-hours';
comment on column rapport.outbox_message.why is 'the rule behind the latest decision, or the mail server''s answer';
comment on column rapport.outbox_message.inputs is 'what the policy decided by; truth values that were false are left out. Nothing personal';
-- What steers the queue is a column, not a word among the inputs.
comment on column rapport.outbox_message.wait_for is 'what the contact policy has the message wait for, such as quiet-hours; null where it waits for none of that';
comment on column rapport.outbox_message.held_by_cap is 'which limit holds it, if it waits for a contact to leave the window';

-- Each channel has workers of its own, and what somebody waits for goes before what can wait (docs/adr/0024). The claim
-- reads this index by channel and urgency, in the order of time.
create index outbox_message_queued
    on rapport.outbox_message (channel, (case when category in ('care', 'promotional') then 1 else 0 end), due_at)
    where state = 'queued';
-- Every few seconds: whose worker is gone?
create index outbox_message_leased on rapport.outbox_message (lease_until) where state in ('claimed', 'sending');
-- A customer's messages, the newest first: customer card, search, bounces to an earlier address.
create index outbox_message_customer on rapport.outbox_message (customer_id, queued_at desc);
-- Who was contacted when: the rolling windows of the caps.
create index outbox_message_contacts on rapport.outbox_message (customer_id, contacted_at)
    where contacted_at is not null and customer_id is not null;
-- Operators' page of what failed or is unknown.
create index outbox_message_unsettled on rapport.outbox_message (state, settled_at) where state in ('failed', 'unknown');
-- Retention, each night (MessagingConfiguration). Written once, when a message is settled.
create index outbox_message_settled on rapport.outbox_message (settled_at) where state in ('sent', 'withheld', 'failed');
-- Operators search messages by order, and by time: the second is small, since rows are queued in the order of time.
create index outbox_message_order on rapport.outbox_message (order_id) where order_id is not null;
create index outbox_message_queued_at on rapport.outbox_message using brin (queued_at);

-- A message that goes straight out has no row here.
create table rapport.outbox_delivery_log (
    seq        bigint generated always as identity primary key,
    message_id uuid        not null references rapport.outbox_message (id) on delete cascade,
    at         timestamptz not null,
    outcome    text        not null,
    channel    text        not null,
    rule       text        not null,
    why        text        not null
);
comment on table rapport.outbox_delivery_log is 'each evaluation or attempt that did not end a message: deferred, switched to another channel, to be tried again';
-- The story of a message.
create index outbox_delivery_log_message on rapport.outbox_delivery_log (message_id, seq);

-- Messages of which nobody knows whether they arrived: sent again by rule, or settled by operators.
create table rapport.outbox_audit (
    id       bigint generated always as identity primary key,
    at       timestamptz not null,
    who      text        not null,
    action   text        not null check (action in ('settle-sent', 'settle-failed', 'send-again')),
    note     text        not null,
    messages uuid[]      not null
);
comment on table rapport.outbox_audit is 'the decisions of operators about messages; one row a decision';

-- Whatever changes of a customer, messages that the policy put off are evaluated again at once. They are due since they
-- were queued, by the business clock, which the database does not know. A wait that was cut short is forgotten: who had
-- not come to its hour waits for it anew.
create function rapport.wake_deferred() returns trigger
    language plpgsql as
$$
begin
    update rapport.outbox_message set due_at = queued_at, wait_for = null, held_by_cap = null
    where customer_id = substr(new.subject, 10) and state = 'queued' and wait_for is not null;
    return null;
end
$$;
create trigger wake_deferred after insert or update on rapport.contact_version
    for each row when (new.subject like 'customer:%') execute function rapport.wake_deferred();
