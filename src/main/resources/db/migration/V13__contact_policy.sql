-- What the contact policy looks at and leaves behind: where a message goes out, how much it matters beside others, when
-- it reached the customer, and each look that did not end it.
alter table rapport.outbox_message
    add column channel      text     not null default 'email',
    add column priority     smallint not null default 50 check (priority between 0 and 100),
    add column contacted_at timestamptz,
    add column rule         text,
    add column inputs       jsonb;
comment on column rapport.outbox_message.channel is 'what it goes out on, or went: the policy may switch to another of the message''s channels';
comment on column rapport.outbox_message.priority is '0 to 100: of two messages that want the last contact of a window, the higher goes first';
comment on column rapport.outbox_message.contacted_at is 'business time at which it was handed over; null again when it certainly did not arrive. Caps count these';
comment on column rapport.outbox_message.rule is 'code of the rule behind the latest decision, such as quiet-hours';
comment on column rapport.outbox_message.inputs is 'what the policy looked at; truth values that were false are left out. Nothing personal';

-- who was contacted when: the rolling windows of the caps
create index outbox_message_contacts on rapport.outbox_message (customer_id, contacted_at)
    where contacted_at is not null and customer_id is not null;

-- A message that goes straight out has no row here.
create table rapport.outbox_look (
    seq        bigint generated always as identity primary key,
    message_id uuid        not null references rapport.outbox_message (id) on delete cascade,
    at         timestamptz not null,
    outcome    text        not null,
    channel    text        not null,
    rule       text        not null,
    why        text        not null
);
comment on table rapport.outbox_look is 'each look at a message that did not end it: deferred, switched to another channel, to be tried again';
create index outbox_look_message on rapport.outbox_look (message_id, seq);
