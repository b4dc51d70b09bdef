-- Fifths of all customers move when many come by a file: they are found anew then, and not with the next night alone.
alter table rapport.value_run add column brought_in bigint not null default 0;
comment on column rapport.value_run.brought_in is 'customers whose purchases files or merges changed since it was last found where fifths of all end';
