-- Addresses that nothing is sent to any more, and the bounces and complaints that led there.
-- An address is known here by its HMAC alone (io.rapport.messaging.Suppressions): it cannot be read back, and so it may
-- outlive the erasure of whose it was.
create table rapport.suppression (
    address    bytea       not null check (octet_length(address) = 32),
    reason     text        not null
               check (reason in ('spam_complaint', 'erased', 'hard_bounce', 'manual', 'soft_bounces')),
    channel    text        not null,
    since      timestamptz not null,
    message    uuid,
    primary key (address, reason)
);
comment on column rapport.suppression.address is 'HMAC-SHA256 of channel and normalised address';
comment on column rapport.suppression.message is 'the row of the outbox whose bounce or complaint it was, if that is known';

create table rapport.suppression_audit (
    id      bigint generated always as identity primary key,
    at      timestamptz not null,
    who     text        not null,
    action  text        not null check (action in ('add', 'lift')),
    address bytea       not null check (octet_length(address) = 32),
    channel text        not null,
    reason  text        not null,
    note    text        not null
);
comment on table rapport.suppression_audit is 'what operators decided about addresses; what happened before a lift does not suppress again';
create index suppression_audit_address on rapport.suppression_audit (address, at desc);

create table rapport.message_report (
    event_seq bigint      primary key,
    at        timestamptz not null,
    kind      text        not null check (kind in ('hard', 'soft', 'complaint')),
    channel   text        not null,
    address   bytea       not null check (octet_length(address) = 32),
    message   uuid        references rapport.outbox_message (id),
    status    text
);
comment on table rapport.message_report is 'what came back after a message was sent: one row for each event message.bounced and message.complained';
comment on column rapport.message_report.event_seq is 'the event''s number in the inbox, so that a replay adds nothing';
comment on column rapport.message_report.status is 'enhanced status code (RFC 3463), such as 5.1.1, or the kind of feedback (RFC 5965), such as abuse';
create index message_report_address on rapport.message_report (address, at);
create index message_report_message on rapport.message_report (message) where message is not null;
create index message_report_at on rapport.message_report using brin (at);

alter table rapport.outbox_message add column recipient bytea;
comment on column rapport.outbox_message.recipient is 'HMAC of the address that it last went to, as in suppression: a bounce is about that one, whatever the customer''s is by then';
