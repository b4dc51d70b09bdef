-- Addresses that nothing is sent to any more.
-- An address is known here by its HMAC alone (io.rapport.contactpolicy.SuppressionKey): it cannot be read back, and so it
-- may outlive the erasure of whose it was.
create table rapport.suppression (
    address bytea       not null check (octet_length(address) = 32),
    reason  text        not null
            -- opted_out: who answers STOP is left alone by number, no matter who has it: the provider takes nothing for it any more
            check (reason in ('spam_complaint', 'erased', 'hard_bounce', 'opted_out', 'manual', 'soft_bounces')),
    channel text        not null,
    since   timestamptz not null,
    message uuid,
    -- an erasure concerns a customer: where another lives at the same address, what is owed to that one still goes there
    shared  boolean     not null default false,
    primary key (address, reason)
);
comment on column rapport.suppression.address is 'HMAC-SHA256 of channel and normalised address';
comment on column rapport.suppression.message is 'the row of the outbox whose bounce or complaint it was, if that is known';
comment on column rapport.suppression.shared is 'of reason erased: another customer had the same address at that moment';
-- Erasure of a customer unties entries from messages.
create index suppression_message on rapport.suppression (message) where message is not null;

-- A suppression is an address's, no matter who has it.
create function rapport.contact_address_changed() returns trigger
    language plpgsql as
$$
begin
    perform rapport.contact_changed('address:' || encode(case when tg_op = 'DELETE' then old.address else new.address end, 'hex'));
    return null;
end
$$;
create trigger contact_version after insert or update or delete on rapport.suppression
    for each row execute function rapport.contact_address_changed();

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
-- What operators decided about an address, the newest first, and the last lift of it.
create index suppression_audit_address on rapport.suppression_audit (address, at desc);

-- What came back about addresses. Kept by address and not with the messages: it counts for as long as the address does.
create table rapport.message_report (
    event_seq bigint      primary key,
    at        timestamptz not null,
    kind      text        not null check (kind in ('hard', 'soft', 'complaint')),
    -- only those about the mailbox count towards soft bounces, none that is about us (docs/adr/0035)
    cause     text        check (cause in ('address', 'mailbox', 'sender', 'system')),
    channel   text        not null,
    address   bytea       not null check (octet_length(address) = 32),
    message   uuid,
    status    text
);
comment on table rapport.message_report is 'what came back after a message was sent: one row for each event message.bounced and message.complained';
comment on column rapport.message_report.message is 'the row of the outbox, which may be gone by now';
comment on column rapport.message_report.event_seq is 'the event''s number in the inbox, so that a replay adds nothing';
comment on column rapport.message_report.cause is 'about whom the bounce was; null where it is not known, and for complaints';
comment on column rapport.message_report.status is 'enhanced status code (RFC 3463), such as 5.1.1, or the kind of feedback (RFC 5965), such as abuse';
-- Soft bounces of an address in the window that suppresses it.
create index message_report_address on rapport.message_report (address, at);
-- The story of a message; erasure unties reports from it.
create index message_report_message on rapport.message_report (message) where message is not null;

-- Which key the hashes of suppressed addresses were made under: with another one no entry is found again, and nothing
-- would tell (io.rapport.contactpolicy.SuppressionKey, docs/adr/0028). The first start chooses it.
create table rapport.suppression_key (
    fingerprint bytea   not null check (octet_length(fingerprint) = 32),
    only_one    boolean primary key default true check (only_one)
);
comment on table rapport.suppression_key is 'One row; the key cannot be read from it';
