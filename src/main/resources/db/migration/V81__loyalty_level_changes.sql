-- When the loyalty level of a customer changed, as it was news: for the timeline. The level that holds is in loyalty_account.
create table rapport.loyalty_level_change (
    id                   bigint generated always as identity primary key,
    customer_id          text        not null,
    original_customer_id text,
    old                  text        not null,
    new                  text        not null,
    at                   timestamptz not null
);
comment on table rapport.loyalty_level_change is 'what was found when levels were first kept, or after an import, is in loyalty_account alone';
comment on column rapport.loyalty_level_change.original_customer_id is 'whose it was before customers were merged; null: whose it is';
-- A customer's changes, the newest first.
create index loyalty_level_change_customer on rapport.loyalty_level_change (customer_id, at desc);

-- The contact policy may ask for the level: what was decided by it is decided anew when it is another one.
create trigger contact_version_update after update on rapport.loyalty_account
    for each row
    when (old.level is distinct from new.level)
    execute function rapport.contact_customer_changed('customer_id');
