-- A changed table of levels is asked for everybody once it is live (docs/adr/0153): by which table they were asked last, how far
-- that has come in the order of the ids, and which tables before it were taken back.
create table rapport.loyalty_level_table (
    only_one       boolean     primary key default true check (only_one),
    content        text        not null,
    number         integer     not null,
    live_since     timestamptz not null,
    standing       text        not null,
    taken_back     text[]      not null default '{}',
    after_customer text        not null default '',
    finished_at    timestamptz
);
comment on table rapport.loyalty_level_table is 'by which table levels were asked last, and how far; the first one that is seen is taken as it is';
comment on column rapport.loyalty_level_table.content is 'another text for each table that says something else';
comment on column rapport.loyalty_level_table.number is 'of the deployed version: a node that still knows an older one leaves the work to others';
comment on column rapport.loyalty_level_table.live_since is 'when it was first seen; -infinity: it had been live for a day before another one was tried';
comment on column rapport.loyalty_level_table.standing is 'the last table that was live for a day';
comment on column rapport.loyalty_level_table.taken_back is 'tables before this one that were live for less than a day each: who rose by them goes back';

alter table rapport.loyalty_account
    add column risen_by        text,
    add column before_level    text,
    add column before_rank     integer,
    add column before_since    date,
    add column before_review   date;
comment on column rapport.loyalty_account.risen_by is 'the content of the table by which the level was reached';
comment on column rapport.loyalty_account.before_level is 'what the customer had before the last day of rises, for a table that is taken back; null: none';
