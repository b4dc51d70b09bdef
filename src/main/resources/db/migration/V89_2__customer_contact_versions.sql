-- Preferences come in sets, too: one statement for all customers of a set.
drop trigger contact_version on rapport.contact_preference;
create trigger contact_version_insert after insert on rapport.contact_preference
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();
create trigger contact_version_update after update on rapport.contact_preference
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();
create trigger contact_version_delete after delete on rapport.contact_preference
    for each row execute function rapport.contact_customer_changed('customer_id');
