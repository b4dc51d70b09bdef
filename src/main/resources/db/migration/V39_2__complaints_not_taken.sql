-- Complaints that became dead letters, so that their queue hears of each once. The sender's ids, and nothing of anybody.
create table rapport.complaint_refusal (
    event_seq    bigint primary key,
    complaint_id text        not null,
    source       text        not null,
    cause        text        not null check (cause in ('erased', 'other-customer', 'order', 'closed', 'failed')),
    refused_at   timestamptz not null
);
create index complaint_refusal_complaint on rapport.complaint_refusal (complaint_id, refused_at desc);

-- An open complaint that was sent once more under its id, with other words.
create table rapport.complaint_repeat (
    complaint_id  text        not null references rapport.complaint (id),
    source        text        not null,
    event_id      text        not null,
    told_at       timestamptz not null,
    order_id      text,
    text          text        not null,
    remedy_sought text,
    primary key (complaint_id, source, event_id)
);
