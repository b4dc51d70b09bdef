-- What customers choose on the preference page: how often and when we may write, beside what they consent to.
create table rapport.contact_preference (
    customer_id    text primary key references rapport.customer (id),
    pace           text     not null default 'normal' check (pace in ('normal', 'less')),
    paused_until   timestamptz,
    preferred_hour smallint check (preferred_hour between 0 and 23),
    pace_seq       bigint   not null default 0,
    paused_seq     bigint   not null default 0,
    hour_seq       bigint   not null default 0
);
comment on table rapport.contact_preference is 'One row for each customer who ever chose; without a row the defaults hold';
comment on column rapport.contact_preference.preferred_hour is 'hour of the day in the customer''s time zone; null: any';
comment on column rapport.contact_preference.pace_seq is 'inbox seq of the event that set pace, so that an older event handled late changes nothing; paused_seq and hour_seq likewise';

-- The consent ledger says on what ground we wrote or may write (GDPR art. 6, PIPL art. 13).
alter table rapport.consent_entry
    add column basis text not null default 'consent'
        check (basis in ('consent', 'contract', 'legal-obligation', 'legitimate-interest'));
comment on column rapport.consent_entry.basis is 'a grant on legitimate-interest only takes an objection back: it is no consent';
comment on column rapport.consent_entry.topic is 'the topic all stands for every topic, also those to come';

-- Erasing a customer withdraws all that was granted: one event, several entries.
alter table rapport.consent_entry drop constraint consent_entry_event_seq_key;
alter table rapport.consent_entry
    add constraint consent_entry_once unique (event_seq, channel, topic);

-- Append only, for our own statements too. Erasure needs no exception: an entry holds an opaque id, and source and
-- wording say what was shown and where, never who.
create function rapport.refuse_change() returns trigger
    language plpgsql as
$$
begin
    raise exception '%.% is append-only: add an entry that says what holds now', tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end
$$;
create trigger consent_entry_append_only
    before update or delete or truncate on rapport.consent_entry
    for each statement execute function rapport.refuse_change();
