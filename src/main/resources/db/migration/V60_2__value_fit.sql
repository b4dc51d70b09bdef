-- Models of value with all that says how well they do: for all customers, and for years of first purchases that differ.
create table rapport.value_fit (
    id        bigint generated always as identity primary key,
    cohort    text        not null,
    state     text        not null check (state in ('live', 'kept-back', 'former')),
    fitted_at timestamptz not null,
    content   jsonb       not null
);
comment on column rapport.value_fit.cohort is 'all, or the year of the first purchase';
comment on column rapport.value_fit.state is 'kept-back: it did worse than the live one on the same time';
comment on column rapport.value_fit.content is 'parameters, likelihoods, errors, figures of the plots (io.rapport.value.ValueFit)';
create unique index value_fit_live on rapport.value_fit (cohort) where state = 'live';
-- The page shows the newest ones.
create index value_fit_newest on rapport.value_fit (fitted_at desc);

-- How far the nightly run has come. One row, which is there from the beginning.
create table rapport.value_run (
    single         boolean     primary key default true check (single),
    requested_at   timestamptz,
    fitted_on      date,
    outcome        text        check (outcome in ('live', 'kept-back', 'too-little', 'undetermined')),
    outcome_at     timestamptz,
    phase          text        check (phase in ('passing', 'fitting', 'refitted')),
    after_customer text        not null default '',
    scored         bigint      not null default 0,
    scored_at      timestamptz
);
comment on column rapport.value_run.requested_at is 'somebody wants a fit now';
comment on column rapport.value_run.phase is 'passing: all are scored by the models that were live, as time has passed; fitting: models are fitted next; refitted: all are scored by the new ones; null: nothing is to be done';
comment on column rapport.value_run.after_customer is 'customers are scored up to this one';
insert into rapport.value_run default values;
