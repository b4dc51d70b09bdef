-- Addresses that nothing is sent to any more.
-- An address is known here by its HMAC alone (io.rapport.contactpolicy.SuppressionKey): it cannot be read back, and so it
-- may outlive the erasure of whose it was.
create table rapport.suppression (
    address bytea       not null check (octet_length(address) = 32),
    reason  text        not null
            -- opted_out: who answers STOP is left alone by number, whoever has it: the provider takes nothing for it any more
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

-- Which key the hashes of suppressed addresses were made under: with another one no entry is found again, and nothing
-- would tell (io.rapport.contactpolicy.SuppressionKey, docs/adr/0028). The first start chooses it.
create table rapport.suppression_key (
    fingerprint bytea   not null check (octet_length(fingerprint) = 32),
    only_one    boolean primary key default true check (only_one)
);
comment on table rapport.suppression_key is 'One row; the key cannot be read from it';
