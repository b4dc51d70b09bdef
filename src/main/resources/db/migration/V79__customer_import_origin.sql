-- By which import a row came, or was last changed: the audit log names the import, and who sent it (docs/adr/0096).
alter table rapport.customer add column import_id bigint;
alter table rapport.customer_order add column import_id bigint;
alter table rapport.consent_entry add column import_id bigint;
comment on column rapport.customer.import_id is 'the import that made or last changed it; null: events alone';
comment on column rapport.customer_order.import_id is 'the import that made or last changed it; null: events alone';
comment on column rapport.consent_entry.import_id is 'the import that it came by; null: by an event';
