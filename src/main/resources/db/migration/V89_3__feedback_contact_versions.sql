-- Complaints are opened in sets: one statement for all customers of a set.
drop trigger contact_version_insert on rapport.complaint;
create trigger contact_version_insert after insert on rapport.complaint
    referencing new table as changed
    for each statement execute function rapport.contact_of_customers_changed();
create trigger contact_version_delete after delete on rapport.complaint
    for each row execute function rapport.contact_customer_changed('customer_id');
