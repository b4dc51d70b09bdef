-- The entries of imports by their occasion, such as "import 43" (AuditLog.newest): few, and about no single customer.
create index audit_entry_import on rapport.audit_entry (why) where action = 'import';
