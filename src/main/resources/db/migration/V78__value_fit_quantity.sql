-- Who reads that there was too little for a model wants to know how much is missing.
alter table rapport.value_run
    add column customers bigint,
    add column repeaters bigint,
    add column weeks     integer;
comment on column rapport.value_run.customers is 'who had bought when the last fit began, before the weeks that models are checked on; null before the first fit';
comment on column rapport.value_run.repeaters is 'those of them who had bought again';
comment on column rapport.value_run.weeks is 'how far the orders went back then';
