-- Rounds of the customer panel (docs/adr/0094): what is asked of whom until when, who was invited, what they answered.
create table rapport.panel_round (
    id            bigint generated always as identity primary key,
    segment       text        not null,
    most          integer     not null check (most between 1 and 10000),
    opened_by     text        not null,
    opened_at     timestamptz not null,
    ends_at       timestamptz not null check (ends_at > opened_at),
    state         text        not null default 'inviting'
                  check (state in ('inviting', 'open', 'ended', 'reporting', 'reported', 'unanswered')),
    invited_until text        not null default '',
    reported_by   text
);
comment on column rapport.panel_round.state is 'inviting: customers are invited set by set; open: all are; ended: a result is to be written; reporting: those who answered hear of it set by set; unanswered: it ended, and nobody had answered';
comment on column rapport.panel_round.invited_until is 'the last customer of the last set';
-- What is to be done next.
create index panel_round_to_do on rapport.panel_round (id) where state not in ('reported', 'unanswered');

create table rapport.panel_text (
    round_id bigint not null references rapport.panel_round (id),
    language text   not null,
    title    text   not null,
    question text   not null,
    choices  text[] not null,
    result   text,
    primary key (round_id, language)
);
comment on table rapport.panel_text is 'a round in one language, in the words of staff';

create table rapport.panel_invitation (
    id                   text primary key,
    round_id             bigint      not null references rapport.panel_round (id),
    customer_id          text        not null,
    original_customer_id text,
    invited_at           timestamptz not null,
    answered_at          timestamptz,
    choice               smallint,
    comment              text,
    left_at              timestamptz,
    reported_at          timestamptz
);
comment on column rapport.panel_invitation.original_customer_id is 'whose it was before customers were merged; null: whose it is';
comment on column rapport.panel_invitation.choice is 'which of the choices, from 1 on';
comment on column rapport.panel_invitation.left_at is 'when the consent to take part was withdrawn; the answer went with it';
comment on column rapport.panel_invitation.reported_at is 'when the result was reported to the customer';
-- The newest invitation of a customer.
create index panel_invitation_customer on rapport.panel_invitation (customer_id, invited_at desc);
-- The answers of a round, and who has not heard of the result yet.
create index panel_invitation_round on rapport.panel_invitation (round_id, id);
