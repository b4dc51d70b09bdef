-- The outbox: a journey's step writes the row in the engine's transaction; the dispatcher sends it.
create table rapport.outbox_message (
    id              uuid primary key,
    message         text        not null,
    category        text        not null,
    customer_id     text        references rapport.customer (id),
    staff_id        text,
    order_id        text,
    complaint_id    text,
    survey_id       text,
    coupon_code     text,
    journey         text,
    instance_id     text,
    state           text        not null default 'queued'
                    check (state in ('queued', 'claimed', 'sending', 'sent', 'withheld', 'failed', 'unknown')),
    message_id      text        not null unique,
    attempts        integer     not null default 0,
    queued_at       timestamptz not null,
    due_at          timestamptz not null,
    expires_at      timestamptz not null,
    lease_until     timestamptz,
    claimed_by      text,
    settled_at      timestamptz,
    locale          text,
    why             text,
    check ((customer_id is null) <> (staff_id is null))
);
comment on column rapport.outbox_message.message_id is 'the Message-ID header, fixed with the row: a second attempt carries the same';
comment on column rapport.outbox_message.lease_until is 'in real time, never in the business clock: when another worker may take the row over';
comment on column rapport.outbox_message.why is 'the rule behind the latest decision, or the mail server''s answer';

create index outbox_message_queued on rapport.outbox_message (due_at) where state = 'queued';
create index outbox_message_leased on rapport.outbox_message (lease_until) where state in ('claimed', 'sending');
create index outbox_message_customer on rapport.outbox_message (customer_id, queued_at desc);
create index outbox_message_unsettled on rapport.outbox_message (state, settled_at) where state in ('failed', 'unknown');
