-- A promise that will not be kept is given up: before its day it was never broken, and after it is owed no longer (docs/adr/0135).
alter table rapport.promise
    add column broken_at timestamptz,
    add column explanation text,
    drop constraint promise_state_check,
    add constraint promise_state_check check (state in ('open', 'kept', 'late', 'broken', 'given-up'));
comment on column rapport.promise.state is 'kept: by its day; broken: its day has passed, and it is owed still; late: kept after that; given-up: staff say that it cannot be kept';
comment on column rapport.promise.broken_at is 'when its day had passed; null: it did not without it, or that is not known';
comment on column rapport.promise.settled_at is 'when it was kept or given up; null: it is owed';
comment on column rapport.promise.explanation is 'what staff said to the customer when it was given up';

-- Until now both were broken; of what is owed the journey still runs.
update rapport.promise p set state = 'given-up'
where p.state = 'broken'
  and not exists (select from rapport.act_ru_execution e where e.business_key_ = 'promise:' || p.id);
update rapport.promise set broken_at = settled_at, settled_at = null where state = 'broken';
