-- A form that staff send twice acts once: the same id is written once.
create table rapport.sent_form (
    id uuid primary key,
    sent_at timestamptz not null
);
comment on table rapport.sent_form is 'forms of staff''s pages that were carried out; one row a form, for 30 days';
create index sent_form_by_age on rapport.sent_form (sent_at);
