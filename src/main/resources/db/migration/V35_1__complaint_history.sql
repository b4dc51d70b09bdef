-- The register keeps every stage of a complaint, not the last alone. The columns of rapport.complaint show how it stands.
alter table rapport.complaint alter column amount type numeric(18, 4);
alter table rapport.complaint add column reasons text;
-- Told twice under two ids: the other one, which is handled.
alter table rapport.complaint add column same_as text references rapport.complaint (id);
create index complaint_order on rapport.complaint (order_id) where order_id is not null and closed_at is null;
create index complaint_same_as on rapport.complaint (same_as) where same_as is not null;

create table rapport.complaint_investigation (
    complaint_id    text        not null references rapport.complaint (id),
    no              integer     not null,
    investigated_at timestamptz not null,
    investigated_by text,
    findings        text,
    root_cause      text,
    remedy          text,
    amount          numeric(18, 4),
    reasons         text,
    decision        text,
    decided_at      timestamptz,
    decided_by      text,
    decided_amount  numeric(18, 4),
    note            text,
    primary key (complaint_id, no)
);

create table rapport.complaint_offer (
    complaint_id text        not null references rapport.complaint (id),
    no           integer     not null,
    offered_at   timestamptz not null,
    remedy       text,
    amount       numeric(18, 4),
    reasons      text,
    primary key (complaint_id, no)
);

-- What customers said, whether or not it changed anything. An answer may come before we know the complaint.
create table rapport.complaint_answer (
    complaint_id text        not null,
    source       text        not null,
    event_id     text        not null,
    customer_id  text        not null,
    offer_no     integer,
    accepted     boolean     not null,
    answered_at  timestamptz not null,
    effect       text        not null check (effect in ('counts', 'noted', 'reopens', 'accepts', 'late')),
    primary key (complaint_id, source, event_id)
);

insert into rapport.complaint_investigation
    (complaint_id, no, investigated_at, findings, root_cause, remedy, amount, decided_amount, note)
select id, 1, opened_at, findings, root_cause, remedy, amount, amount, approval_note
from rapport.complaint where findings is not null;
