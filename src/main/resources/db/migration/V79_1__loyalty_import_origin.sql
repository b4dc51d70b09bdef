alter table rapport.loyalty_entry add column import_id bigint;
comment on column rapport.loyalty_entry.import_id is 'the import that it came by; null: by no file';
