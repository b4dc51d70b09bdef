-- Two records of one person become one, by an event, and may be separated again (docs/adr/0073).
create table rapport.customer_merge (
    event_seq   bigint      primary key,
    customer_id text        not null,
    survivor    text        not null,
    merged_by   text        not null,
    reason      text        not null,
    merged_at   timestamptz not null,
    profile     jsonb       not null,
    undone_seq  bigint      unique,
    undone_by   text,
    undone_why  text,
    undone_at   timestamptz
);
comment on table rapport.customer_merge is 'each merge of one customer into another; one that was not undone stands';
comment on column rapport.customer_merge.event_seq is 'number of the event customer.merged';
comment on column rapport.customer_merge.survivor is 'the one who stayed then, and may have been merged since';
comment on column rapport.customer_merge.profile is 'the profile of the one who went, as the undo will restore it; emptied by an erasure';
comment on column rapport.customer_merge.undone_seq is 'number of the event customer.merge-undone; null: the merge stands';
-- A customer is merged into one other at a time.
create unique index customer_merge_standing on rapport.customer_merge (customer_id) where undone_seq is null;
-- Who was merged into a customer (MergeTable), with each merge and undo, and for the timeline.
create index customer_merge_survivor on rapport.customer_merge (survivor);
-- The addresses of those who went lead to the one who stays: subjects of events (IdentityResolver), search (CustomerSearch).
create index customer_merge_email on rapport.customer_merge ((lower(profile ->> 'email') collate "C")) where undone_seq is null;
create index customer_merge_phone on rapport.customer_merge
    (right(regexp_replace(profile ->> 'phone', '[^0-9]', '', 'g'), 6)) where undone_seq is null;

alter table rapport.customer add column merged_into text;
alter table rapport.customer add column filled jsonb not null default '{}';
comment on column rapport.customer.merged_into is 'the customer was merged into this one, and the row holds nothing else until that is undone';
comment on column rapport.customer.filled is 'fields that are those of a merged customer, since this one had none; versions has no number for them';

alter table rapport.contact_preference add column own jsonb;
comment on column rapport.contact_preference.own is 'what the customer chose before the stricter choices of merged customers came to it';

alter table rapport.customer_order add column original_customer_id text;
alter table rapport.customer_identity add column original_customer_id text;
comment on column rapport.customer_order.original_customer_id is 'under which id it came, if that customer was merged since; likewise in the other tables with such a column';

-- Two customers who may be one person, for staff to decide (docs/adr/0073). Ids alone.
create table rapport.merge_proposal (
    id          bigint generated always as identity primary key,
    customer_id text        not null,
    other_id    text        not null,
    why         text        not null check (why in ('declared', 'contact')),
    proposed_at timestamptz not null,
    closed_at   timestamptz,
    outcome     text        check (outcome in ('merged', 'dismissed')),
    decided_by  text,
    note        text
);
comment on table rapport.merge_proposal is 'a pair is proposed once, whatever became of it';
comment on column rapport.merge_proposal.customer_id is 'who would stay';
comment on column rapport.merge_proposal.other_id is 'who would go';
comment on column rapport.merge_proposal.why is 'declared: both declare one identity; contact: a provisional customer has an identity that is the other one''s contact address';
create unique index merge_proposal_pair on rapport.merge_proposal (least(customer_id, other_id), greatest(customer_id, other_id));
-- The page of what is to be decided, the oldest first (MergeProposals).
create index merge_proposal_open on rapport.merge_proposal (proposed_at, id) where closed_at is null;

-- Whether there is a provisional customer at all, with each part of a file of customers (ImportedIdentities).
create index customer_identity_provisional on rapport.customer_identity (customer_id) where provisional;
