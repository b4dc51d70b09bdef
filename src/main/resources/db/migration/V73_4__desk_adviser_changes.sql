-- Who cared for a customer since when: for the timeline. Who does now stands in adviser.
create table rapport.adviser_change (
    id                   bigint generated always as identity primary key,
    customer_id          text        not null,
    original_customer_id text,
    login                text,
    named_by             text,
    at                   timestamptz not null
);
comment on column rapport.adviser_change.login is 'who cares for the customer from then on; null: nobody';
comment on column rapport.adviser_change.named_by is 'login of who named the adviser, or the system that said so; null: the table adviser did';
comment on column rapport.adviser_change.original_customer_id is 'whose it was before customers were merged; null: whose it is';
-- A customer's advisers, the newest first.
create index adviser_change_customer on rapport.adviser_change (customer_id, at desc);
