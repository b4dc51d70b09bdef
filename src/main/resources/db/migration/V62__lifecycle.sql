-- Relationship tier and lifecycle stage: how they stand, since when and why (docs/lifecycle.md, docs/adr/0084).

create table rapport.customer_relationship (
    customer_id     text primary key,
    tier            text        not null check (tier in ('distant', 'brand', 'face-to-face', 'intimate')),
    tier_since      timestamptz not null,
    tier_why        text        not null,
    stage           text        not null check (stage in ('prospect', 'new', 'active', 'at-risk', 'lapsed', 'won-back')),
    stage_since     timestamptz not null,
    stage_why       text        not null,
    stage_orders    integer     not null,
    lapse_order_day date,
    due_on          date,
    evaluated_by    text        not null
) with (fillfactor = 80);
comment on table rapport.customer_relationship is 'No key to the customer: a row goes with the erasure, and one that is written at the same time goes when the customer is evaluated next';
comment on column rapport.customer_relationship.stage_orders is 'days with orders when the stage began';
comment on column rapport.customer_relationship.lapse_order_day is 'the last order before the newest lapse: a lapse is raised once, and again only after a later order';
comment on column rapport.customer_relationship.due_on is 'the first day on which the days that pass may change an answer; null: none, or noted already';
comment on column rapport.customer_relationship.evaluated_by is 'the tables and the usual interval that it was evaluated by; what other ones change is no news';
-- Whose answers the days may change (RelationshipDays).
create index customer_relationship_due on rapport.customer_relationship (due_on) where due_on is not null;

-- Tier and stage decide whether a customer may be written to. What is recorded first changes nothing that was decided before.
create trigger contact_version_update after update on rapport.customer_relationship
    for each row
    when ((old.tier, old.stage) is distinct from (new.tier, new.stage))
    execute function rapport.contact_customer_changed('customer_id');

-- Each change that was news: the timeline of a customer, and the identity of the events that it raised.
create table rapport.relationship_change (
    id          bigint generated always as identity primary key,
    customer_id text        not null,
    at          timestamptz not null,
    kind        text        not null check (kind in ('tier', 'stage')),
    old         text        not null,
    new         text        not null,
    why         text        not null
);
-- A customer's changes, the newest first (RelationshipTimeline), and erasure.
create index relationship_change_customer on rapport.relationship_change (customer_id, at desc);

-- The same counted by month, for managers: nobody's data, so it stays.
create table rapport.relationship_month (
    month date    not null,
    kind  text    not null,
    old   text    not null,
    new   text    not null,
    moves bigint  not null,
    primary key (month, kind, old, new)
);

-- How many days usually lie between two orders of a customer: the shop's median, for who has no rhythm yet.
create table rapport.usual_interval (
    only_one    boolean primary key default true check (only_one),
    days        integer not null check (days > 0),
    customers   bigint  not null,
    computed_on date    not null
);

-- How far everybody has been evaluated by the tables that are in force now: pages in the order of the ids.
create table rapport.relationship_rebuild (
    only_one       boolean primary key default true check (only_one),
    evaluated_by   text        not null,
    after_customer text        not null,
    done           bigint      not null,
    started_at     timestamptz not null,
    finished_at    timestamptz
);

-- What the tables ask for, of one customer after the other.
create view rapport.relationship_customer as
select c.id as customer_id, c.lapsed_at,
       exists (select from rapport.customer_restriction x where x.customer_id = c.id and x.restricted) as restricted
from rapport.customer c
where c.erased_at is null;
comment on view rapport.relationship_customer is 'who is restricted is not scored: they have neither tier nor stage (docs/adr/0090)';

create view rapport.relationship_value as
select customer_id, first_day, last_day, order_days, alive, value_class from rapport.customer_value;

-- Contacts in which staff and customer reached each other.
create view rapport.relationship_contact as
select customer_id, at from rapport.staff_contact where outcome = 'reached';

create view rapport.relationship_survey as
select customer_id, opened_at, answered_at, score from rapport.survey where answered_at is not null and score is not null;

create view rapport.relationship_complaint as
select customer_id from rapport.complaint where closed_at is null;

-- How customers stand, for who asks of many.
-- for segment
create view rapport.relationship_standing as
select customer_id, tier, tier_since, stage, stage_since from rapport.customer_relationship;
