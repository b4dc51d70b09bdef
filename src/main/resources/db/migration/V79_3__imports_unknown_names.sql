-- A topic that no message has, and a lot that the customer was never given, are taken as they are written: a typing mistake
-- counts for nothing, so that the report counts them.
alter table rapport.import_job add column unknown_names bigint not null default 0;
comment on column rapport.import_job.unknown_names is 'consents of topics that no message has, and entries of lots of points that were not known';
