-- Messages of which nobody knows whether they arrived: sent again by rule, or settled by operators.
alter table rapport.outbox_message add column resends smallint not null default 0;
comment on column rapport.outbox_message.resends is 'how often it went out again, by its rule, after nobody knew whether it had arrived';

create table rapport.outbox_audit (
    id       bigint generated always as identity primary key,
    at       timestamptz not null,
    who      text        not null,
    action   text        not null check (action in ('settle-sent', 'settle-failed', 'send-again')),
    note     text        not null,
    messages uuid[]      not null
);
comment on table rapport.outbox_audit is 'the decisions of operators about messages; one row a decision';
