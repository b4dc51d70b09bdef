-- Which key the hashes of suppressed addresses were made under: with another one no entry is found again, and nothing
-- would tell (io.rapport.messaging.SuppressionKey, docs/adr/0028). The first start after this chooses it.
create table rapport.suppression_key (
    fingerprint bytea   not null check (octet_length(fingerprint) = 32),
    only_one    boolean primary key default true check (only_one)
);
comment on table rapport.suppression_key is 'One row; the key cannot be read from it';
