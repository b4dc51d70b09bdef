-- A fit may wait beside the one that is live until somebody decides about it (docs/adr/0120). It is kept with who would move by
-- it, counted; no score of a customer is kept.
alter table rapport.value_fit drop constraint value_fit_state_check;
-- what was kept back until now has no models of its years, and nobody is counted for it
update rapport.value_fit set state = 'discarded' where state = 'kept-back';
alter table rapport.value_fit
    add constraint value_fit_state_check check (state in ('live', 'candidate', 'kept-back', 'discarded', 'former')),
    add column asked_by       text,
    add column against        bigint,
    add column fifths         jsonb,
    add column counted_by     text,
    add column compared       bigint not null default 0,
    add column compared_at    timestamptz,
    add column decided_by     text,
    add column decided_at     timestamptz,
    add column reason         text;
comment on column rapport.value_fit.state is 'candidate: it waits for a decision; kept-back: it did worse than the live one on the same time, and waits as well';
comment on column rapport.value_fit.asked_by is 'login of who tried it; null: the night did. This and all that follows is kept in the row for all customers alone';
comment on column rapport.value_fit.against is 'the fit that was live when it was made; null if none was. It is compared with that one, and overtaken once another is live';
comment on column rapport.value_fit.fifths is 'where fifths of all customers would end by it; they hold when it is made live';
comment on column rapport.value_fit.counted_by is 'the tables and segments by which value_candidate_move was counted';
comment on column rapport.value_fit.compared is 'how many customers were scored by it for that';
comment on column rapport.value_fit.compared_at is 'when all were; null: not yet';
comment on column rapport.value_fit.decided_by is 'login of who has it made live, made it live or discarded it; null: nobody did, or it was replaced';
comment on column rapport.value_fit.reason is 'why it is live although it did worse';
create unique index value_fit_waiting on rapport.value_fit (cohort) where state in ('candidate', 'kept-back');

-- Who would go from where to where if a candidate was made live: sums, nobody's data.
create table rapport.value_candidate_move (
    fit       bigint not null references rapport.value_fit on delete cascade,
    kind      text   not null check (kind in ('class', 'alive', 'tier', 'stage', 'segment')),
    name      text   not null default '',
    old       text   not null,
    new       text   not null,
    customers bigint not null,
    primary key (fit, kind, name, old, new)
);
comment on column rapport.value_candidate_move.name is 'of a segment; else empty';
comment on column rapport.value_candidate_move.old is 'value class; chance to buy again in percent and steps of five; tier; stage; in or out of the segment';

alter table rapport.value_run
    drop constraint value_run_outcome_check,
    drop constraint value_run_phase_check,
    add constraint value_run_outcome_check
        check (outcome in ('live', 'candidate', 'kept-back', 'discarded', 'too-little', 'undetermined')),
    add constraint value_run_phase_check check (phase in ('passing', 'fitting', 'refitted', 'comparing')),
    add column requested_by text;
comment on column rapport.value_run.requested_at is 'somebody wants a fit to be tried: it becomes the candidate. Without requested_by: the night is to be repeated';
comment on column rapport.value_run.requested_by is 'login of who wants it';
comment on column rapport.value_run.phase is 'passing: all are scored by the models that were live, as time has passed; fitting: models are fitted next; refitted: all are scored by the new ones; comparing: it is counted who would move by a candidate; null: nothing is to be done';
-- a fit is tried in somebody's name
update rapport.value_run set requested_at = null;
