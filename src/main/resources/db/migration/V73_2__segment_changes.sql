-- When customers entered and left segments, as it was news: for the timeline.
create table rapport.segment_change (
    id                   bigint generated always as identity primary key,
    customer_id          text        not null,
    original_customer_id text,
    segment              text        not null,
    entered              boolean     not null,
    at                   timestamptz not null
);
comment on table rapport.segment_change is 'who entered or left a segment; what was found when it was first judged is in segment_member alone';
comment on column rapport.segment_change.original_customer_id is 'whose it was before customers were merged; null: whose it is';
-- A customer's changes, the newest first.
create index segment_change_customer on rapport.segment_change (customer_id, at desc);
