-- Segments of customers (docs/adr/0087): what they are by processes/segments.yaml of the live release, and who is in them.
create table rapport.segment (
    name        text        primary key,
    definition  text        not null,
    state       text        not null check (state in ('building', 'ready', 'leaving')),
    built_until text        not null default '',
    built       bigint      not null default 0,
    total       bigint,
    judged_on   date,
    changed_at  timestamptz not null
);
comment on table rapport.segment is 'one row for each segment that is live, or that has members left';
comment on column rapport.segment.definition is 'a hash of what it means, with all that it builds on: what has another one is built anew';
comment on column rapport.segment.state is 'building: customers are judged page by page; leaving: it left the file, and its members go';
comment on column rapport.segment.built_until is 'the last customer of the last page; built and total count customers';
comment on column rapport.segment.judged_on is 'the day, in the shop''s zone, whose passing its members were judged by';

create table rapport.segment_member (
    segment     text        not null,
    customer_id text        not null,
    since       timestamptz not null,
    entered_by  text        not null check (entered_by in ('definition', 'change', 'bulk', 'import', 'staff')),
    primary key (customer_id, segment)
);
comment on column rapport.segment_member.entered_by is 'definition: found when the segment was built; change: the customer changed; bulk: a day passed, or many changed at once; import: found after an import; staff: put back by hand';
-- Members of a segment, the newest first: size, sample, rebuilding.
create index segment_member_segment on rapport.segment_member (segment, since desc, customer_id);

create table rapport.segment_exclusion (
    segment      text        not null,
    customer_id  text        not null,
    taken_out_at timestamptz not null,
    taken_out_by text        not null,
    why          text        not null,
    primary key (customer_id, segment)
);
comment on table rapport.segment_exclusion is 'taken out by hand, until put back by hand: whatever the conditions say, and whatever becomes of them';

create table rapport.segment_count (
    segment text   not null,
    day     date   not null,
    members bigint not null,
    primary key (segment, day)
);
comment on table rapport.segment_count is 'how many were in a segment when a day began, in the shop''s zone';
